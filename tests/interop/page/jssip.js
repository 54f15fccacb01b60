// A phone of JsSIP
//
// SPDX-FileCopyrightText: 2026 The sipua authors
// SPDX-License-Identifier: LGPL-2.1-or-later

import { requireFrom } from "./commonjs.js";
import { BasePhone } from "./phone.js";

const JsSIP = requireFrom("/packages")("jssip");

export class Phone extends BasePhone {
  constructor(options) {
    super(options);
    const { uri, server, user, password, noAnswerTimeout } = this.options;
    this.agent = new JsSIP.UA({
      uri,
      sockets: [new JsSIP.WebSocketInterface(server)],
      authorization_user: user,
      password,
      no_answer_timeout: noAnswerTimeout,
    });
    this.agent.on("newRTCSession", ({ originator, session }) =>
      this.onSession(originator, session));
  }

  register() {
    return this.registration("registered", () => this.agent.start());
  }

  unregister() {
    return this.registration("unregistered", () => this.agent.unregister());
  }

  registration(event, act) {
    return new Promise((resolve) => {
      const settle = ({ response }) => resolve(response?.status_code);
      this.agent.once(event, settle);
      this.agent.once("registrationFailed", settle);
      act();
    });
  }

  async call(target, media) {
    this.agent.call(target, await this.sessionOptions(media));
  }

  async answer(media) {
    this.session.answer(await this.sessionOptions(media));
  }

  reject(status_code) {
    this.session.terminate({ status_code });
  }

  hangup() {
    this.session.terminate();
  }

  async sessionOptions(media) {
    const { iceServers, iceTransportPolicy } = this.options;
    return {
      mediaStream: await this.localStream(media),
      mediaConstraints: media,
      pcConfig: { iceServers, iceTransportPolicy },
    };
  }

  onSession(originator, session) {
    this.forget();
    this.session = session;
    session.on("progress", ({ response }) =>
      this.note(response?.status_code ?? 180));
    session.on("confirmed", () => this.enter("established"));
    session.on("ended", () => this.enter("ended"));
    session.on("failed", ({ message, cause }) => {
      this.note(message?.status_code ?? cause);
      this.enter("ended");
    });
    if (originator === "remote" && this.options.answer) {
      this.answer(this.options.answer);
    }
  }

  get connection() {
    return this.session.connection;
  }
}
