// JsSIP, with a connection for media that goes nowhere
//
// SPDX-FileCopyrightText: 2026 The sipua authors
// SPDX-License-Identifier: LGPL-2.1-or-later

import { SDP, options, require } from "./shared.mjs";

class FakeConnection extends EventTarget {
  signalingState = "stable";
  iceGatheringState = "complete";
  iceConnectionState = "connected";

  async createOffer() {
    return { type: "offer", sdp: SDP };
  }

  async createAnswer() {
    return { type: "answer", sdp: SDP };
  }

  async setLocalDescription(description) {
    this.localDescription = description;
  }

  async setRemoteDescription(description) {
    this.remoteDescription = description;
  }

  addTrack() {}

  getSenders() {
    return [];
  }

  getReceivers() {
    return [];
  }

  close() {}
}

globalThis.window = globalThis;
globalThis.RTCPeerConnection = FakeConnection;
globalThis.RTCSessionDescription = class {
  constructor(description) {
    Object.assign(this, description);
  }
};

const JsSIP = require("jssip");
const mediaStream = { getTracks: () => [], getAudioTracks: () => [],
  getVideoTracks: () => [] };

export class Phone {
  constructor() {
    const { ws_servers: server, hack_ip_in_contact: _ip, hack_via_tcp: _tcp,
      ...rest } = options.configuration;
    this.agent = new JsSIP.UA({ ...rest,
      sockets: [new JsSIP.WebSocketInterface(server)] });
    this.agent.on("newRTCSession", ({ session }) => {
      this.session = session;
    });
  }

  start() {
    this.agent.start();
  }

  call() {
    this.agent.call(options.target, { mediaStream });
  }

  hangup() {
    this.session.terminate();
  }

  answer() {
    this.session.answer({ mediaStream });
  }

  reject() {
    this.session.terminate({ status_code: 486 });
  }

  unregister() {
    this.agent.unregister();
  }

  stop() {
    this.agent.stop();
  }
}
