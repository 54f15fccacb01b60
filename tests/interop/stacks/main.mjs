// A phone of SIP.js or JsSIP without a browser, for its signalling alone
//
// SPDX-FileCopyrightText: 2026 The sipua authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// usage: node main.mjs STACK PACKAGES CONFIGURATION
//
// STACK is a file here. CONFIGURATION is JSON with the names of SIP.UA's
// parameters. Each line of the standard input is the name of a method of the
// phone: start, call, hangup, answer, reject, unregister, stop. Its media are
// made up: one description for all.

import { createInterface } from "node:readline";

const { Phone } = await import(`./${process.argv[2]}.mjs`);
const phone = new Phone();
for await (const line of createInterface({ input: process.stdin })) {
  // What a stack cannot do shows in what it does not send.
  try {
    await phone[line]();
  } catch (error) {
    console.error(line, error);
  }
}
process.exit();
