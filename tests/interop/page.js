// A SIP.js phone that sends a known tone and colour and measures what it gets
//
// SPDX-FileCopyrightText: 2026 The sipua authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Driven by browser.py: `phone = new Phone ({...})`, then its methods. All that
// they return is plain JSON.

import {
  Inviter, Registerer, SessionState, UserAgent, Web,
} from "sip.js";

// A tone of amplitude 0.3 is -13.5 dB of full scale (RMS).
const AMPLITUDE = 0.3;
const FFT_SIZE = 8192;
const FRAMES_PER_SECOND = 15;

class ToneSource {
  constructor(context, frequency) {
    this.oscillator = new OscillatorNode(context, { frequency });
    const gain = new GainNode(context, { gain: AMPLITUDE });
    const destination = new MediaStreamAudioDestinationNode(context);
    this.oscillator.connect(gain).connect(destination);
    this.oscillator.start();
    [this.track] = destination.stream.getAudioTracks();
  }
}

class ColourSource {
  constructor(colour) {
    const canvas = new Canvas();
    const paint = () => {
      canvas.drawing.fillStyle = `rgb(${colour.join()})`;
      canvas.drawing.fillRect(0, 0, canvas.element.width,
        canvas.element.height);
    };
    paint();
    // Only a canvas that is drawn upon gives frames.
    setInterval(paint, 1000 / FRAMES_PER_SECOND);
    [this.track] = canvas.element.captureStream(FRAMES_PER_SECOND)
      .getVideoTracks();
  }
}

class Canvas {
  constructor(width = 320, height = 240) {
    this.element = document.createElement("canvas");
    Object.assign(this.element, { width, height });
    this.drawing = this.element.getContext("2d", { willReadFrequently: true });
  }
}

// What is heard: the loudest frequency (Hz), its level (dB of full scale, RMS)
// and its share in all that is heard (0 to 1).
class ToneMeter {
  constructor(context, stream) {
    // Chromium decodes only what some element plays.
    this.player = new Audio();
    this.player.muted = true;
    this.player.srcObject = stream;
    this.player.play();
    this.rate = context.sampleRate;
    this.analyser = new AnalyserNode(context,
      { fftSize: FFT_SIZE, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(stream).connect(this.analyser);
  }

  read() {
    const samples = new Float32Array(FFT_SIZE);
    this.analyser.getFloatTimeDomainData(samples);
    const total = samples.reduce((sum, x) => sum + x * x, 0) / FFT_SIZE;
    if (total === 0) {
      return { frequency: 0, level: -200, purity: 0 };
    }
    const frequency = this.peak();
    const power = this.powerAt(samples, frequency);
    return {
      frequency,
      level: 10 * Math.log10(power + 1e-20),
      purity: Math.min(1, power / total),
    };
  }

  peak() {
    const spectrum = new Float32Array(this.analyser.frequencyBinCount);
    this.analyser.getFloatFrequencyData(spectrum);
    const bin = spectrum.reduce(
      (best, x, i) => (x > spectrum[best] ? i : best), 1);
    const [a, b, c] = [spectrum[bin - 1], spectrum[bin], spectrum[bin + 1]];
    const offset = 0.5 * (a - c) / (a - 2 * b + c) || 0;
    return (bin + offset) * this.rate / FFT_SIZE;
  }

  powerAt(samples, frequency) {
    let real = 0, imaginary = 0;
    samples.forEach((x, i) => {
      const hann = 1 - Math.cos(2 * Math.PI * i / FFT_SIZE);
      const phase = 2 * Math.PI * frequency * i / this.rate;
      real += hann * x * Math.cos(phase);
      imaginary += hann * x * Math.sin(phase);
    });
    return 2 * (real ** 2 + imaginary ** 2) / FFT_SIZE ** 2;
  }
}

// What is seen: the mean of red, green and blue, how far the pixel furthest
// from it is, and the size of the picture.
class ColourMeter {
  constructor(stream) {
    this.player = document.createElement("video");
    this.player.muted = true;
    this.player.srcObject = stream;
    this.player.play();
    this.canvas = new Canvas(32, 24);
  }

  read() {
    const { videoWidth: width, videoHeight: height } = this.player;
    if (width === 0) {
      return { mean: [0, 0, 0], spread: 0, width, height };
    }
    const { element, drawing } = this.canvas;
    drawing.drawImage(this.player, 0, 0, element.width, element.height);
    const { data } = drawing.getImageData(0, 0, element.width, element.height);
    const mean = [0, 1, 2].map((channel) => average(data, channel));
    const spread = data.reduce((most, x, i) => (i % 4 === 3 ? most
      : Math.max(most, Math.abs(x - mean[i % 4]))), 0);
    return { mean, spread, width, height };
  }
}

function average(pixels, channel) {
  let sum = 0;
  for (let i = channel; i < pixels.length; i += 4) {
    sum += pixels[i];
  }
  return sum * 4 / pixels.length;
}

// Options: uri, server, user, password, frequency (Hz), colour ([r, g, b]),
// answer ({audio, video}: as soon as it rings), iceServers,
// iceTransportPolicy, trace (SIP to the console).
class Phone {
  constructor(options) {
    this.options = options;
    this.events = [];
    this.status = 0;
    this.session = null;
    this.context = new AudioContext({ sampleRate: 48000 });
    this.agent = new UserAgent(this.configuration(options));
    this.registerer = new Registerer(this.agent);
    console.log(`${options.uri}: made`);
  }

  configuration({ uri, server, user, password, trace, iceServers = [],
    iceTransportPolicy = "all", noAnswerTimeout = 60 }) {
    return {
      uri: UserAgent.makeURI(uri),
      authorizationUsername: user,
      authorizationPassword: password,
      noAnswerTimeout,
      logLevel: trace ? "debug" : "warn",
      transportOptions: { server, traceSip: trace },
      sessionDescriptionHandlerFactory:
        Web.defaultSessionDescriptionHandlerFactory(
          async (constraints) => this.localStream(constraints)),
      sessionDescriptionHandlerFactoryOptions: {
        peerConnectionConfiguration: { iceServers, iceTransportPolicy },
      },
      delegate: { onInvite: (invitation) => this.onInvite(invitation) },
    };
  }

  localStream({ audio, video }) {
    const { frequency = 440, colour = [0, 0, 255] } = this.options;
    const tracks = [];
    if (audio) {
      tracks.push(new ToneSource(this.context, frequency).track);
    }
    if (video) {
      tracks.push(new ColourSource(colour).track);
    }
    return new MediaStream(tracks);
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
    this.session = session;
    this.status = 0;
    this.meters = null;
    session.stateChange.addListener((state) => {
      this.events.push(state);
      console.log(`${this.options.uri}: ${state}`);
    });
  }

  note(status) {
    this.status = status;
    this.events.push(status);
    console.log(`${this.options.uri}: ${status}`);
  }

  get state() {
    switch (this.session?.state) {
      case SessionState.Established:
        return "established";
      case SessionState.Terminating:
      case SessionState.Terminated:
        return "ended";
      default:
        return this.status >= 180 && this.status < 200 ? "ringing" : "initial";
    }
  }

  get connection() {
    return this.session.sessionDescriptionHandler.peerConnection;
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
      const stream = this.session.sessionDescriptionHandler.remoteMediaStream;
      this.meters = {
        tone: new ToneMeter(this.context, stream),
        colour: new ColourMeter(stream),
      };
    }
    return this.meters;
  }

  async stats() {
    const reports = new Map(await this.connection.getStats());
    const all = [...reports.values()];
    const transport = all.find(({ type }) => type === "transport");
    const pair = reports.get(transport?.selectedCandidatePairId);
    const end = (id) => {
      const { candidateType, protocol, address, port, relayProtocol } =
        reports.get(id);
      return { type: candidateType, protocol, address, port, relayProtocol };
    };
    const inbound = all.filter(({ type }) => type === "inbound-rtp");
    return {
      dtls: transport?.dtlsState,
      local: pair && end(pair.localCandidateId),
      remote: pair && end(pair.remoteCandidateId),
      codecs: Object.fromEntries(inbound.map(({ kind, codecId }) =>
        [kind, reports.get(codecId)?.mimeType])),
      received: Object.fromEntries(inbound.map(({ kind, packetsReceived }) =>
        [kind, packetsReceived])),
    };
  }
}

window.Phone = Phone;
