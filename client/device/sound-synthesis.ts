// Makes the sounds of programs by WebAudio: tones, and the short sounds that come with Inkland. Nothing is
// fetched, and nothing sounds before somebody has pressed something in the page.
import type { Sound, SoundName } from '../../shared/behavior/sounds.ts'

/** A part of a sound: from one height (Hz) to another, beginning at `at` and lasting `long` (s). */
interface SoundPart {
  readonly wave: OscillatorType | 'noise'
  readonly from: number
  readonly to?: number
  readonly at?: number
  readonly long: number
  /** 1 is the loudest. */
  readonly loud: number
}

const tune = (wave: OscillatorType, heights: readonly number[], step: number, long: number): SoundPart[] =>
  heights.map((from, nth) => ({ wave, from, at: nth * step, long, loud: 0.35 }))

const SOUNDS: Readonly<Record<SoundName, readonly SoundPart[]>> = {
  alarm: tune('square', [880, 660, 880, 660], 0.18, 0.16),
  bell: [
    { wave: 'sine', from: 880, long: 1.6, loud: 0.5 },
    { wave: 'sine', from: 2_112, long: 0.9, loud: 0.2 },
    { wave: 'sine', from: 3_168, long: 0.4, loud: 0.1 },
  ],
  chime: tune('sine', [1_047, 1_319, 1_568], 0.1, 0.8),
  click: [{ wave: 'noise', from: 2_500, long: 0.03, loud: 0.6 }],
  coin: [
    { wave: 'square', from: 988, long: 0.08, loud: 0.2 },
    { wave: 'square', from: 1_319, at: 0.08, long: 0.35, loud: 0.2 },
  ],
  drum: [
    { wave: 'sine', from: 150, to: 45, long: 0.3, loud: 0.9 },
    { wave: 'noise', from: 800, long: 0.05, loud: 0.3 },
  ],
  knock: [0, 0.16].map((at) => ({ wave: 'triangle', from: 190, to: 90, at, long: 0.09, loud: 0.8 })),
  lose: tune('triangle', [392, 330, 262], 0.2, 0.4),
  pop: [{ wave: 'sine', from: 300, to: 900, long: 0.09, loud: 0.6 }],
  step: [{ wave: 'noise', from: 350, long: 0.06, loud: 0.5 }],
  whoosh: [{ wave: 'noise', from: 400, to: 2_600, long: 0.4, loud: 0.4 }],
  win: tune('triangle', [523, 659, 784, 1_047], 0.12, 0.4),
}

/** How loud the loudest is: nobody is startled, and several at once are not torn. */
const LOUDEST = 0.25
/** Most parts that sound at once; what comes while there are so many is not heard. */
const PARTS_MAX = 48
/** How long a part takes to begin, and at least to end, in s: without it, it clicks. */
const EDGE_S = 0.008

let context: AudioContext | null = null
let noise: AudioBuffer | null = null
let sounding = 0

/** Makes a sound now, if the browser lets it and somebody looks at this tab. */
export async function makeSound(sound: Sound): Promise<void> {
  if (document.hidden || !navigator.userActivation.hasBeenActive) return
  context ??= new AudioContext()
  if (context.state !== 'running') await context.resume()
  const parts = partsOf(sound)
  if (sounding + parts.length > PARTS_MAX) return
  for (const part of parts) makePart(context, part, (sound.volume / 100) * LOUDEST)
}

function partsOf(sound: Sound): readonly SoundPart[] {
  if (sound.type === 'named') return SOUNDS[sound.name]
  const { tones, beat } = sound
  return tones.flatMap((from, nth) =>
    from === null ? [] : [{ wave: 'triangle' as const, from, at: nth * beat, long: beat, loud: 0.6 }],
  )
}

function makePart(audio: AudioContext, part: SoundPart, volume: number): void {
  const { wave, from, to = from, at = 0, long, loud } = part
  const begins = audio.currentTime + at
  const ends = begins + long
  const level = audio.createGain()
  level.gain.setValueAtTime(0, begins)
  level.gain.linearRampToValueAtTime(loud * volume, begins + EDGE_S)
  level.gain.linearRampToValueAtTime(0, ends)
  level.connect(audio.destination)
  const { source, height } = wave === 'noise' ? noiseIn(audio, level) : toneIn(audio, wave, level)
  height.setValueAtTime(from, begins)
  height.exponentialRampToValueAtTime(to, ends)
  sounding++
  const ended = (): void => {
    sounding--
    level.disconnect()
  }
  source.addEventListener('ended', ended, { once: true })
  source.start(begins)
  source.stop(ends)
}

interface PartSource {
  readonly source: AudioScheduledSourceNode
  /** How high it sounds, in Hz. */
  readonly height: AudioParam
}

function toneIn(audio: AudioContext, wave: OscillatorType, into: AudioNode): PartSource {
  const source = audio.createOscillator()
  source.type = wave
  source.connect(into)
  return { source, height: source.frequency }
}

function noiseIn(audio: AudioContext, into: AudioNode): PartSource {
  noise ??= makeNoise(audio)
  const source = audio.createBufferSource()
  source.buffer = noise
  source.loop = true
  const filter = audio.createBiquadFilter()
  filter.type = 'bandpass'
  source.connect(filter).connect(into)
  return { source, height: filter.frequency }
}

/** Half a second of numbers without a pattern that one hears, the same each time. */
function makeNoise(audio: AudioContext): AudioBuffer {
  const buffer = audio.createBuffer(1, Math.ceil(audio.sampleRate / 2), audio.sampleRate)
  const samples = buffer.getChannelData(0)
  let last = 1
  for (let at = 0; at < samples.length; at++) {
    // The generator of Park and Miller.
    last = (last * 48_271) % 2_147_483_647
    samples[at] = (last / 2_147_483_647) * 2 - 1
  }
  return buffer
}
