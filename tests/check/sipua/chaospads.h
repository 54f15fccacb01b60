/* What is done to the pads of the phones of the chaos test
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "tests/check/sipua/chaosphone.h"

/* A source at a pad that is requested, or one of these goes. */
void pads_add_branch (Phone *phone, GRand *random);
void pads_remove_branch (Phone *phone, GRand *random);
/* A source pad of the element loses its peer, or gets one. */
void pads_link (Phone *phone, GRand *random);

void pads_send_event (Phone *phone, GRand *random);
void pads_send_event_to_element (Phone *phone, GRand *random);
void pads_seek (Phone *phone, GRand *random);
void pads_query (Phone *phone, GRand *random);
