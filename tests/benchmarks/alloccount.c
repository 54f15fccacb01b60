/* Counts allocations, when preloaded
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Bytes asked of, and calls made to, malloc, calloc and realloc (glibc only).
 */
#include <errno.h>
#include <stdlib.h>

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *memory, size_t size);
void *__libc_memalign (size_t alignment, size_t size);
void ac_get (size_t *bytes, size_t *calls);

static size_t n_bytes, n_calls;

void
ac_get (size_t *bytes, size_t *calls)
{
  *bytes = n_bytes;
  *calls = n_calls;
}

static void
count (size_t size)
{
  n_bytes += size;
  n_calls++;
}

void *
malloc (size_t size)
{
  count (size);
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  count (n * size);
  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  count (size);
  return __libc_realloc (memory, size);
}

void *
aligned_alloc (size_t alignment, size_t size)
{
  count (size);
  return __libc_memalign (alignment, size);
}

int
posix_memalign (void **memory, size_t alignment, size_t size)
{
  count (size);
  *memory = __libc_memalign (alignment, size);
  return *memory != NULL ? 0 : ENOMEM;
}
