# What is heard and seen, and how near it must be to what was sent
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import array
import cmath
import dataclasses
import math
import time

# Opus and the resampler keep a tone to a fraction of these.
FREQUENCY_TOLERANCE = 5.0
LEVEL_TOLERANCE = 3.0
PURITY = 0.9
# Chroma is rounded twice and the matrix may be that of another standard.
COLOUR_TOLERANCE = 40
# Both ends of the tests send tones of this amplitude.
AMPLITUDE = 0.3
LEVEL = 20 * math.log10(AMPLITUDE / math.sqrt(2))


@dataclasses.dataclass
class Tone:
    """The loudest frequency (Hz), its level (dB of full scale, RMS) and its
    share in the power of all that is heard."""
    frequency: float
    level: float
    purity: float

    @classmethod
    def of(cls, samples, rate):
        """Measures a mono signal, the last power of two of its samples."""
        size = 1 << int(math.log2(len(samples))) if samples else 0
        samples = samples[len(samples) - size:]
        total = sum(x * x for x in samples) / size if size else 0
        if total == 0:
            return cls(0, -200, 0)
        window = [1 - math.cos(2 * math.pi * i / size) for i in range(size)]
        spectrum = _fft([x * w for x, w in zip(samples, window)])
        power = [abs(each) ** 2 for each in spectrum[:size // 2]]
        peak = max(range(1, size // 2 - 1), key=power.__getitem__)
        a, b, c = (math.log(power[peak + i] + 1e-30) for i in (-1, 0, 1))
        frequency = (peak + 0.5 * (a - c) / (a - 2 * b + c)) * rate / size
        turn = -2j * math.pi * frequency / rate
        sum_at = sum(x * w * cmath.exp(turn * i)
                     for i, (x, w) in enumerate(zip(samples, window)))
        at_peak = 2 * abs(sum_at) ** 2 / size ** 2
        return cls(frequency, 10 * math.log10(at_peak + 1e-20),
                   min(1.0, at_peak / total))

    @classmethod
    def of_file(cls, path, rate):
        """Of the last samples, S16LE, that a pipeline wrote so far."""
        if not path.exists():
            return cls(0, -200, 0)
        data = path.read_bytes()[-2 * 8192:]
        samples = array.array("h", data[:len(data) // 2 * 2])
        return cls.of([each / 32768 for each in samples], rate)


@dataclasses.dataclass
class Colour:
    """The mean of red, green and blue (0 to 255), how far from it the worst
    pixel is, and the size of the picture."""
    mean: list
    spread: float
    width: int
    height: int

    @classmethod
    def of(cls, pixels, width, height, stride):
        """Measures a picture in RGB, 8 bit each."""
        rows = [pixels[y * stride:y * stride + 3 * width]
                for y in range(height)]
        mean = [sum(sum(row[channel::3]) for row in rows) / (width * height)
                for channel in range(3)]
        spread = max(max(abs(max(row[channel::3]) - mean[channel]),
                         abs(min(row[channel::3]) - mean[channel]))
                     for row in rows for channel in range(3))
        return cls(mean, spread, width, height)


@dataclasses.dataclass
class Expected:
    """A tone or a colour that must arrive."""
    frequency: float = None
    level: float = LEVEL
    colour: tuple = None

    def is_met_by(self, measured):
        if self.colour is not None:
            return (measured.width > 0
                    and measured.spread <= COLOUR_TOLERANCE
                    and all(abs(a - b) <= COLOUR_TOLERANCE
                            for a, b in zip(measured.mean, self.colour)))
        return (abs(measured.frequency - self.frequency) <= FREQUENCY_TOLERANCE
                and abs(measured.level - self.level) <= LEVEL_TOLERANCE
                and measured.purity >= PURITY)

    def wait(self, measure, timeout=10.0):
        """Measures until it is there, twice in a row, as a first buffer
        proves little."""
        end = time.monotonic() + timeout
        met = 0
        while met < 2:
            measured = measure()
            met = met + 1 if self.is_met_by(measured) else 0
            if time.monotonic() > end and met < 2:
                raise AssertionError(
                    f"expected {self}, got {measured} after {timeout} s")
            time.sleep(0.1)


def _fft(values):
    """Cooley and Tukey's, for sizes that are powers of two."""
    size = len(values)
    if size == 1:
        return list(values)
    even, odd = _fft(values[0::2]), _fft(values[1::2])
    turned = [cmath.exp(-2j * math.pi * k / size) * x
              for k, x in enumerate(odd)]
    return ([a + b for a, b in zip(even, turned)]
            + [a - b for a, b in zip(even, turned)])
