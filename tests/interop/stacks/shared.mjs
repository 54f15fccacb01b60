// What the phones here have in common: their packages, what they are told, and
// what they say of their media
//
// SPDX-FileCopyrightText: 2026 The sipua authors
// SPDX-License-Identifier: LGPL-2.1-or-later

import { createRequire } from "node:module";

const [, , , packages, configuration] = process.argv;
export const require = createRequire(`${packages}/.`);
export const options = JSON.parse(configuration);

// Browsers have one, newer Node.js too.
globalThis.WebSocket ??= require("ws");

export const SDP = [
  "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 0", "c=IN IP4 0.0.0.0", "a=rtcp-mux",
  "a=ice-ufrag:abcd", "a=ice-pwd:0123456789abcdefghijklmn",
  `a=fingerprint:sha-256 ${Array(32).fill("00").join(":")}`,
  "a=setup:actpass", "a=mid:0", "a=sendrecv", "a=rtpmap:0 PCMU/8000", "",
].join("\r\n");
