/* What is done to the phones of the chaos test
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "tests/check/sipua/chaosphone.h"
#include "tests/check/sipua/stress.h"

/* One deed that random chooses. The caller uses the phone. */
void do_deed (Phone *phone, GRand *random);
/* How often each was done, and how long it took. */
void print_deeds (void);
