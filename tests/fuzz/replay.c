/* Runs a fuzz target over files: where there is no libFuzzer
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each file is an input, and so are some of its beginnings, and the file with
 * one byte changed: a poor fuzzer, but the same each time.
 */
#include <glib.h>
#include <stdint.h>

/* Places in a file at which it is cut off or changed. */
#define N_PLACES 256

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* In memory of its own, so that a sanitizer sees what is read behind it. */
static void
run (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (copy, size);
}

static void
run_variants (guint8 *data, gsize size)
{
  static const guint8 bytes[] = {0, '\n', ' ', '"', ',', ';', '<', '\\', 0xff};

  for (gsize i = 0; i < size; i += MAX (size / N_PLACES, 1)) {
    guint8 kept = data[i];

    run (data, i);
    data[i] = bytes[i % G_N_ELEMENTS (bytes)];
    run (data, size);
    data[i] = kept;
  }
}

static void
run_file (const gchar *path)
{
  g_autofree gchar *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!g_file_get_contents (path, &text, &size, &error))
    g_error ("%s", error->message);
  run ((const guint8 *) text, size);
  run_variants ((guint8 *) text, size);
}

static void
run_folder (const gchar *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const gchar *name;

  if (folder == NULL) {
    run_file (path);
    return;
  }
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree gchar *file = g_build_filename (path, name, NULL);

    run_file (file);
  }
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    run_folder (argv[i]);
  return 0;
}
