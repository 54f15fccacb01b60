/* GLib's own leak, kept out of LeakSanitizer's report
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GLib loses its first table of quarks once it has more than 2048, as any
 * program does that loads GStreamer's plugins. The table is made before main(),
 * in a constructor of the library. A suppression would need the name of that
 * function, and so each malloc() a walk up the whole stack: four times the time
 * of the media tests.
 */
#include <sanitizer/lsan_interface.h>

/* Before the constructors of all libraries. */
__attribute__ ((section (".preinit_array"), used)) static void (*const before) (
    void) = __lsan_disable;

/* After them. */
__attribute__ ((constructor)) static void
begin (void)
{
  __lsan_enable ();
}
