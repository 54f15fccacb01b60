// A phone of SIP.js
//
// SPDX-FileCopyrightText: 2026 The sipua authors
// SPDX-License-Identifier: LGPL-2.1-or-later

import { Inviter, Registerer, SessionState, UserAgent, Web } from "sip.js";
import { BasePhone } from "./phone.js";

export class Phone extends BasePhone {
  constructor(options) {
    super(options);
    this.agent = new UserAgent(this.configuration());
    this.registerer = new Registerer(this.agent, { regId: options.regId });
  }

  configuration() {
    const { uri, server, user, password, trace, iceServers,
      iceTransportPolicy, noAnswerTimeout } = this.options;
    return {
      uri: UserAgent.makeURI(uri),
      authorizationUsername: user,
      authorizationPassword: password,
      noAnswerTimeout,
      logLevel: trace ? "debug" : "warn",
      transportOptions: { server, traceSip: trace },
      sessionDescriptionHandlerFactory:
        Web.defaultSessionDescriptionHandlerFactory(
          (constraints) => this.localStream(constraints)),
      sessionDescriptionHandlerFactoryOptions: {
        peerConnectionConfiguration: { iceServers, iceTransportPolicy },
      },
      delegate: { onInvite: (invitation) => this.onInvite(invitation) },
    };
  }

  async register() {
    await this.agent.start();
    return this.registration((delegate) =>
      this.registerer.register({ requestDelegate: delegate }));
  }

  unregister() {
    return this.registration((delegate) =>
      this.registerer.unregister({ requestDelegate: delegate }));
  }

  registration(act) {
    return new Promise((resolve, reject) => {
      const settle = ({ message }) => resolve(message.statusCode);
      act({ onAccept: settle, onReject: settle }).catch(reject);
    });
  }

  async call(target, media) {
    const inviter = new Inviter(this.agent, UserAgent.makeURI(target),
      { sessionDescriptionHandlerOptions: { constraints: media } });
    this.take(inviter);
    const note = ({ message }) => this.note(message.statusCode);
    await inviter.invite({
      requestDelegate: { onProgress: note, onAccept: note, onReject: note },
    });
  }

  onInvite(invitation) {
    if (this.session && this.session.state !== SessionState.Terminated) {
      invitation.reject({ statusCode: 486 });
      return;
    }
    this.take(invitation);
    this.note(180);
    invitation.delegate = { onCancel: () => this.note(487) };
    if (this.options.answer) {
      this.answer(this.options.answer);
    }
  }

  answer(media) {
    return this.session.accept(
      { sessionDescriptionHandlerOptions: { constraints: media } });
  }

  reject(statusCode) {
    return this.session.reject({ statusCode });
  }

  async hangup() {
    if (this.session.state === SessionState.Established) {
      await this.session.bye();
    } else {
      await this.session.cancel();
    }
  }

  take(session) {
    this.forget();
    this.session = session;
    session.stateChange.addListener((state) => {
      if (state === SessionState.Established) {
        this.enter("established");
      } else if (state === SessionState.Terminated) {
        this.enter("ended");
      }
    });
  }

  get connection() {
    return this.session.sessionDescriptionHandler.peerConnection;
  }
}
