// A known tone and colour to send, and meters for what is received
//
// SPDX-FileCopyrightText: 2026 The sipua authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// A tone of amplitude 0.3 is -13.5 dB of full scale (RMS).
const AMPLITUDE = 0.3;
const FFT_SIZE = 8192;
const FRAMES_PER_SECOND = 15;

function toneTrack(context, frequency) {
  const oscillator = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: AMPLITUDE });
  const destination = new MediaStreamAudioDestinationNode(context);
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  return destination.stream.getAudioTracks()[0];
}

function makeCanvas(width, height) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  return [canvas, canvas.getContext("2d", { willReadFrequently: true })];
}

function colourTrack(colour) {
  const [canvas, drawing] = makeCanvas(320, 240);
  const paint = () => {
    drawing.fillStyle = `rgb(${colour.join()})`;
    drawing.fillRect(0, 0, canvas.width, canvas.height);
  };
  paint();
  // Only a canvas that is drawn upon gives frames.
  setInterval(paint, 1000 / FRAMES_PER_SECOND);
  return canvas.captureStream(FRAMES_PER_SECOND).getVideoTracks()[0];
}

// The microphone of a browser that needs an audio device for its clock is one
// that the browser makes up.
async function microphoneTrack() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  return stream.getAudioTracks()[0];
}

export async function localStream(context, options, { audio, video }) {
  const { microphone, frequency = 440, colour = [0, 0, 255] } = options;
  const tracks = [];
  if (audio) {
    tracks.push(microphone ? await microphoneTrack()
      : toneTrack(context, frequency));
  }
  if (video) {
    tracks.push(colourTrack(colour));
  }
  return new MediaStream(tracks);
}

function play(element, stream) {
  element.muted = true;
  element.srcObject = stream;
  element.play();
  return element;
}

// What is heard: the loudest frequency (Hz), its level (dB of full scale, RMS)
// and its share in all that is heard (0 to 1).
export class ToneMeter {
  constructor(context, stream) {
    // Chromium decodes only what some element plays.
    this.player = play(new Audio(), stream);
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
export class ColourMeter {
  constructor(stream) {
    this.player = play(document.createElement("video"), stream);
    [this.canvas, this.drawing] = makeCanvas(32, 24);
  }

  read() {
    const { videoWidth: width, videoHeight: height } = this.player;
    if (width === 0) {
      return { mean: [0, 0, 0], spread: 0, width, height };
    }
    const area = [0, 0, this.canvas.width, this.canvas.height];
    this.drawing.drawImage(this.player, ...area);
    const { data } = this.drawing.getImageData(...area);
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
