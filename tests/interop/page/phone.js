// What the phones of both stacks have in common: their story and their meters
//
// SPDX-FileCopyrightText: 2026 The sipua authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Driven by browser.py: `phone = new Phone ({...})`, then its methods. All that
// they return is plain JSON. Options: uri, server, user, password, frequency
// (Hz), microphone (instead of a tone), colour ([r, g, b]), answer ({audio,
// video}: as soon as it rings), iceServers, iceTransportPolicy, noAnswerTimeout
// (s), trace (SIP to the console), regId (of SIP.js, which registers a flow if
// it has one; JsSIP always does).
//
// A stack's phone adds register, unregister (both give the status of the last
// answer), call, answer, reject, hangup, and a `connection`.

import { ColourMeter, ToneMeter, localStream } from "./media.js";

export class BasePhone {
  constructor(options) {
    this.options = { iceServers: [], iceTransportPolicy: "all",
      noAnswerTimeout: 60, trace: false, ...options };
    this.context = new AudioContext({ sampleRate: 48000 });
    this.forget();
  }

  // Before a call. State: initial, ringing, established or ended.
  forget() {
    this.events = [];
    this.status = 0;
    this.state = "initial";
    this.meters = null;
  }

  enter(state) {
    if (this.state !== "ended") {
      this.state = state;
    }
    this.log(state);
  }

  note(status) {
    this.status = status;
    this.log(status);
    if (status >= 180 && status < 200) {
      this.enter("ringing");
    }
  }

  log(event) {
    this.events.push(event);
    console.log(`${this.options.uri}: ${event}`);
  }

  localStream(media) {
    return localStream(this.context, this.options, media);
  }

  remoteDescription() {
    return this.connection.remoteDescription.sdp;
  }

  tone() {
    return this.measure().tone.read();
  }

  colour() {
    return this.measure().colour.read();
  }

  measure() {
    if (!this.meters) {
      const stream = new MediaStream(
        this.connection.getReceivers().map(({ track }) => track));
      this.meters = {
        tone: new ToneMeter(this.context, stream),
        colour: new ColourMeter(stream),
      };
    }
    return this.meters;
  }

  async stats() {
    const reports = await this.connection.getStats();
    const all = [...reports.values()];
    const transport = all.find(({ type }) => type === "transport");
    // Firefox marks the pair itself.
    const pair = reports.get(transport?.selectedCandidatePairId)
      ?? all.find(({ selected }) => selected);
    const end = (id) => {
      const { candidateType, protocol, address, port } = reports.get(id);
      return { type: candidateType, protocol, address, port };
    };
    const inbound = all.filter(({ type }) => type === "inbound-rtp");
    const byKind = (value) => Object.fromEntries(
      inbound.map((report) => [report.kind, value(report)]));
    return {
      dtls: this.connection.getReceivers()[0].transport.state,
      local: pair && end(pair.localCandidateId),
      remote: pair && end(pair.remoteCandidateId),
      codecs: byKind(({ codecId }) => reports.get(codecId)?.mimeType),
      received: byKind(({ packetsReceived }) => packetsReceived),
      peak: inbound.find(({ kind }) => kind === "audio")?.audioLevel,
    };
  }
}
