/* How many files this process may open still
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/net/gstsipdescriptors.h"

#include <dirent.h>
#include <errno.h>
#include <sys/resource.h>

#include <gst/sip/base/gstsiperror.h>

/* For what is no call: connections that come back, names that are looked up,
 * plugins that are loaded, and what the application opens meanwhile. */
#define KEPT 32

static GMutex lock;
static guint n_reserved; /* by all elements, under the lock */

void
gst_sip_descriptors_raise_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 ||
      limit.rlim_cur == limit.rlim_max)
    return;
  limit.rlim_cur = limit.rlim_max;
  /* Where the system takes no such number, the old one stays. */
  setrlimit (RLIMIT_NOFILE, &limit);
}

/* FALSE where the system does not tell */
static gboolean
count_open (guint64 limit, guint64 *n)
{
  DIR *directory = opendir ("/proc/self/fd");

  if (directory == NULL) {
    *n = limit;
    return errno == EMFILE || errno == ENFILE;
  }
  *n = 0;
  while (readdir (directory) != NULL)
    (*n)++;
  closedir (directory);
  *n -= MIN (*n, 3); /* . and .. and the one that was just closed */
  return TRUE;
}

gboolean
gst_sip_descriptors_reserve (guint n, GError **error)
{
  struct rlimit limit;
  guint64 n_open;
  gboolean enough = TRUE;

  g_mutex_lock (&lock);
  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 &&
      limit.rlim_cur != RLIM_INFINITY && count_open (limit.rlim_cur, &n_open))
    enough = n_open + n_reserved + n + KEPT <= limit.rlim_cur;
  if (enough)
    n_reserved += n;
  else
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT,
        "a call takes up to %u open files, and of the %" G_GUINT64_FORMAT
        " that this process may have %" G_GUINT64_FORMAT
        " are open and %u set aside for calls and the rest: raise its limit "
        "(ulimit -Hn, LimitNOFILE= of systemd)",
        n, (guint64) limit.rlim_cur, n_open, n_reserved + KEPT);
  g_mutex_unlock (&lock);
  return enough;
}

void
gst_sip_descriptors_release (guint n)
{
  g_mutex_lock (&lock);
  n_reserved -= n;
  g_mutex_unlock (&lock);
}
