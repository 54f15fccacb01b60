// SIP.js as it is today
//
// SPDX-FileCopyrightText: 2026 The sipua authors
// SPDX-License-Identifier: LGPL-2.1-or-later

import { SDP, options, require } from "./shared.mjs";

const { Inviter, Registerer, SessionState, UserAgent } = await import(
  require.resolve("sip.js"));

const media = () => ({
  close: () => {},
  getDescription: () => Promise.resolve(
    { body: SDP, contentType: "application/sdp" }),
  hasDescription: (type) => type === "application/sdp",
  setDescription: () => Promise.resolve(),
  rollbackDescription: () => Promise.resolve(),
});

function uriOf(text) {
  return UserAgent.makeURI(text);
}

export class Phone {
  constructor() {
    const given = options.configuration;
    this.agent = new UserAgent({
      uri: uriOf(given.uri),
      authorizationUsername: given.authorization_user ?? uriOf(given.uri).user,
      authorizationPassword: given.password,
      displayName: given.display_name ?? "",
      hackIpInContact: given.hack_ip_in_contact ?? false,
      hackViaTcp: given.hack_via_tcp ?? false,
      noAnswerTimeout: given.no_answer_timeout ?? 60,
      preloadedRouteSet: given.use_preloaded_route ? options.routes : [],
      logLevel: "error",
      transportOptions: { server: given.ws_servers, traceSip: false },
      sessionDescriptionHandlerFactory: media,
      delegate: { onInvite: (invitation) => {
        this.session = invitation;
      } },
    });
    this.registerer = new Registerer(this.agent, {
      expires: given.register_expires,
      regId: 1,
      instanceId: given.instance_id,
      registrar: given.registrar_server && uriOf(given.registrar_server),
    });
  }

  async start() {
    await this.agent.start();
    if (options.configuration.register !== false) {
      await this.registerer.register();
    }
  }

  call() {
    this.session = new Inviter(this.agent, uriOf(options.target));
    return this.session.invite();
  }

  hangup() {
    return this.session.state === SessionState.Established
      ? this.session.bye() : this.session.cancel();
  }

  answer() {
    return this.session.accept();
  }

  reject() {
    return this.session.reject({ statusCode: 486 });
  }

  unregister() {
    return this.registerer.unregister();
  }

  stop() {
    return this.agent.stop();
  }
}
