// SIP.js 0.7, the nearest to what the parameters were written for
//
// SPDX-FileCopyrightText: 2026 The sipua authors
// SPDX-License-Identifier: LGPL-2.1-or-later

import { SDP, options, require } from "./shared.mjs";

const SIP = require("sip.js-0.7");

const media = () => ({
  isReady: () => true,
  close: () => {},
  mute: () => {},
  unmute: () => {},
  render: () => {},
  hold: () => {},
  unhold: () => {},
  getDescription: () => Promise.resolve(
    { body: SDP, contentType: "application/sdp" }),
  hasDescription: (message) =>
    message.getHeader("Content-Type") === "application/sdp",
  setDescription: () => Promise.resolve(),
  on: () => {},
  removeListener: () => {},
});

export class Phone {
  start() {
    this.agent = new SIP.UA({ ...options.configuration, log: { level: 0 },
      mediaHandlerFactory: Object.assign(media, { isSupported: () => true }) });
    this.agent.on("invite", (session) => {
      this.session = session;
    });
  }

  call() {
    this.session = this.agent.invite(options.target);
  }

  hangup() {
    this.session.terminate();
  }

  answer() {
    this.session.accept();
  }

  reject() {
    this.session.reject({ statusCode: 486 });
  }

  unregister() {
    this.agent.unregister();
  }

  stop() {
    this.agent.stop();
  }
}
