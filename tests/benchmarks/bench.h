/* Harness of the parser benchmark
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A peer file includes this header and defines the functions that it declares.
 *
 *   peer FILE...             times parse, serialise, round trip of each message
 *   peer --dump FILE...      prints the fields reached, and what is serialised
 *   peer --loop WHAT N FILE  runs WHAT (parse|ser) N times inside run_loop(),
 *                            for callgrind --toggle-collect=run_loop
 *   peer --alloc FILE...     bytes and calls allocated for parse and serialise;
 *                            needs LD_PRELOAD of the allocation counter
 *
 * "parse" is: parse the caller's bytes, reach every field in peer_touch(),
 * release the message. "ser" is: write a parsed message out again.
 */
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_MESSAGE (1 << 18)
#define N_SAMPLES 11

typedef enum
{
  PARSE,
  SERIALISE,
  ROUND_TRIP,
} Work;

static const char *peer_name;
static int dumping; /* peer_touch() prints when set */
static volatile uint64_t sink;
static char out_buffer[MAX_MESSAGE];

static void peer_init (void);
/* Prepares the input once; may return text. */
static void *peer_load (const char *text, size_t length);
/* NULL when it is rejected. */
static void *peer_parse (void *in, size_t length);
/* Reaches the fields with the functions below. */
static uint64_t peer_touch (void *message);
static size_t peer_serialise (void *message, char *out, size_t capacity);
static void peer_release (void *message);

void ac_get (size_t *bytes, size_t *calls) __attribute__ ((weak));
void run_loop (Work work, void *in, size_t length, void *message, long n);

static inline void
F (const char *name, const char *text, size_t length)
{
  if (text != NULL && length > 0)
    sink += (uint8_t) text[0] + length;
  else if (!dumping)
    return;
  if (dumping)
    printf ("  %-18s %.*s\n", name, text != NULL ? (int) length : 6,
        text != NULL ? text : "(none)");
}

static inline void
FS (const char *name, const char *text)
{
  F (name, text, text != NULL ? strlen (text) : 0);
}

static inline void
FI (const char *name, long value)
{
  sink += (uint64_t) value;
  if (dumping)
    printf ("  %-18s %ld\n", name, value);
}

static void *
parse_or_exit (void *in, size_t length)
{
  void *message = peer_parse (in, length);

  if (message == NULL) {
    fprintf (stderr, "%s: parse failed\n", peer_name);
    exit (1);
  }
  peer_touch (message);
  return message;
}

static void
parse_once (void *in, size_t length)
{
  peer_release (parse_or_exit (in, length));
}

static void
serialise_once (void *message)
{
  sink += peer_serialise (message, out_buffer, sizeof out_buffer);
}

static void
trip_once (void *in, size_t length)
{
  void *message = parse_or_exit (in, length);

  serialise_once (message);
  peer_release (message);
}

__attribute__ ((noinline)) void
run_loop (Work work, void *in, size_t length, void *message, long n)
{
  for (long i = 0; i < n; i++) {
    if (work == PARSE)
      parse_once (in, length);
    else if (work == SERIALISE)
      serialise_once (message);
    else
      trip_once (in, length);
  }
}

static double
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static double
measure (Work work, void *in, size_t length, void *message, long n)
{
  double start = get_time ();

  run_loop (work, in, length, message, n);
  return get_time () - start;
}

static int
compare_samples (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* Nanoseconds; each sample takes 50 ms. */
static double
get_median (Work work, void *in, size_t length, void *message)
{
  double samples[N_SAMPLES], seconds;
  long n = 50;

  while ((seconds = measure (work, in, length, message, n)) < 0.02)
    n *= 2;
  n = (long) (n * 0.05 / seconds) + 1;
  for (int i = 0; i < N_SAMPLES; i++)
    samples[i] = measure (work, in, length, message, n) / n;
  qsort (samples, N_SAMPLES, sizeof *samples, compare_samples);
  return samples[N_SAMPLES / 2] * 1e9;
}

static const char *
get_base_name (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? slash + 1 : path;
}

static void *
load (const char *path, size_t *length)
{
  FILE *file = fopen (path, "rb");
  char *text = malloc (MAX_MESSAGE);

  if (file == NULL) {
    perror (path);
    exit (2);
  }
  *length = fread (text, 1, MAX_MESSAGE - 1, file);
  text[*length] = 0;
  fclose (file);
  return peer_load (text, *length);
}

static void
loop (const char *work, const char *n, const char *path)
{
  size_t length;
  void *in = load (path, &length);
  void *message = parse_or_exit (in, length);

  for (int i = 0; i < 20; i++) {
    parse_once (in, length);
    serialise_once (message);
  }
  run_loop (strcmp (work, "parse") == 0 ? PARSE : SERIALISE, in, length,
      message, atol (n));
}

static void
dump (const char *path)
{
  size_t length, written;
  void *in = load (path, &length);
  void *message;

  printf ("== %s %s (%zu bytes)\n", peer_name, get_base_name (path), length);
  dumping = 1;
  message = parse_or_exit (in, length);
  dumping = 0;
  written = peer_serialise (message, out_buffer, sizeof out_buffer);
  printf ("  serialised         %zu bytes\n%.*s\n", written, (int) written,
      out_buffer);
  peer_release (message);
}

static void
count_allocations (const char *path)
{
  size_t length, bytes[3], calls[3];
  void *in = load (path, &length);
  void *message = parse_or_exit (in, length);

  for (int i = 0; i < 20; i++) {
    parse_once (in, length);
    serialise_once (message);
  }
  ac_get (&bytes[0], &calls[0]);
  parse_once (in, length);
  ac_get (&bytes[1], &calls[1]);
  serialise_once (message);
  ac_get (&bytes[2], &calls[2]);
  printf ("%s\t%s\t%zu\t%zu\t%zu\t%zu\n", peer_name, get_base_name (path),
      bytes[1] - bytes[0], calls[1] - calls[0], bytes[2] - bytes[1],
      calls[2] - calls[1]);
  peer_release (message);
}

static void
time_message (const char *path)
{
  size_t length;
  void *in = load (path, &length);
  void *message = parse_or_exit (in, length);

  printf ("%s\t%s\t%zu\t%.0f\t%.0f\t%.0f\n", peer_name, get_base_name (path),
      length, get_median (PARSE, in, length, message),
      get_median (SERIALISE, in, length, message),
      get_median (ROUND_TRIP, in, length, message));
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  const char *mode = argc > 1 ? argv[1] : "";
  int first = strncmp (mode, "--", 2) == 0 ? 2 : 1;

  peer_init ();
  if (strcmp (mode, "--loop") == 0 && argc == 5) {
    loop (argv[2], argv[3], argv[4]);
    return 0;
  }
  if (strcmp (mode, "--alloc") == 0 && ac_get == NULL) {
    fprintf (stderr, "the allocation counter is not preloaded\n");
    return 2;
  }
  for (int i = first; i < argc; i++) {
    if (strcmp (mode, "--dump") == 0)
      dump (argv[i]);
    else if (strcmp (mode, "--alloc") == 0)
      count_allocations (argv[i]);
    else
      time_message (argv[i]);
  }
  return 0;
}
