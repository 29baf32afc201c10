// The words that one has heard here: those near enough, shouts, and whispers to oneself. They are judged when
// they are said, by where people are then, and remembered for this visit; the whispers are nowhere else.
import { isHeard } from '../../../shared/play/walking/earshot.ts'
import type { Whisper } from '../../../shared/play/acts/action.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { Speech } from '../../../shared/world/live/live-state-values.ts'
import type { WorldStores } from '../context/world-stores.ts'
import { speechMs } from './speech-time.ts'
import { Listeners } from '../../device/listener-set.ts'

export interface SpeechInSight {
  /** The body or the thing that said it; null for a person without a body. */
  readonly by: ArtifactId | null
  /** The name of the person, if it is one. */
  readonly person: string | null
  readonly voice: 'say' | 'shout' | 'whisper'
  readonly words: string
  /** ms since 1970. */
  readonly at: number
  /** The addressee of one's own whisper, by name. */
  readonly to: string | null
}

export interface Hearing {
  /** All that one has heard, the last at the end; the same array until there is more. */
  readonly all: () => readonly SpeechInSight[]
  /** The words in the air, for as long as they take to read; the same until that changes. */
  readonly air: () => VisibleSpeech
  /** Calls back when one body or thing says something, or its last words go by. */
  readonly subscribeTo: (id: ArtifactId, listener: () => void) => () => void
  /** One has whispered something oneself. */
  readonly whispered: (heard: SpeechInSight) => void
  readonly subscribe: (listener: () => void) => () => void
}

export interface VisibleSpeech {
  /** The last words of each body and thing. */
  readonly byThing: ReadonlyMap<ArtifactId, SpeechInSight>
  /** All of them, the last at the end. */
  readonly words: readonly SpeechInSight[]
}

interface HearingSources extends Pick<WorldStores, 'now' | 'view'> {
  /** One's own avatar; null for people who have none here, and hear all. */
  readonly me: () => Artifact | null
  /** Calls back when somebody knows better who one is. */
  readonly onMe: (listener: () => void) => () => void
  readonly onWhisper: (listener: (whisper: Whisper) => void) => () => void
  /** Whether a thing that speaks at a time answers the one at this screen, who used it. */
  readonly answers: (thing: ArtifactId, at: number) => boolean
  /** The owner's clock: ms since 1970. */
  readonly clock: () => number
}

/** Words that are older than this were only fetched now, in ms. */
const NEW_MS = 20_000
/** Most lines that are remembered. */
const HEARD_MAX = 300

/** Words that go by within so much time, in ms, go together. */
const TOGETHER_MS = 30

/** What is said is looked at whenever somebody says more. */
const keys = new WeakMap<Speech, string>()

function keyOf(speech: Speech): string {
  const { by, person, words, at } = speech
  const key = keys.get(speech) ?? JSON.stringify([by, person, words, at])
  keys.set(speech, key)
  return key
}

const heardFrom = ({ by, person, voice, words, at }: Speech): SpeechInSight => ({
  by,
  person,
  voice,
  words,
  at,
  to: null,
})

export function createHearing({ now, view, me, onMe, onWhisper, answers, clock }: HearingSources): Hearing {
  const listeners = new Listeners()
  /** And until when, by the browser's clock. */
  const inAir = new Map<SpeechInSight, number>()
  /** Words from before one came: judged again when it is known who one is. */
  let before: readonly Speech[] = now.speech
  let known = new Set(before.map(keyOf))
  let since: readonly SpeechInSight[] = []
  /** Null: to be gathered when somebody asks. A crowd talks all the time, and few read along. */
  let all: readonly SpeechInSight[] | null = null
  let air: VisibleSpeech = { byThing: new Map(), words: [] }
  const listenersOf = new Map<ArtifactId, Listeners>()

  const hears = (speech: Speech): boolean =>
    isHeard(me(), speech, view, clock()) || (speech.by !== null && answers(speech.by, speech.at))

  const gathered = (): readonly SpeechInSight[] =>
    [...before.filter(hears).map(heardFrom), ...since].slice(-HEARD_MAX)

  function tell(): void {
    all = null
    const byThing = new Map<ArtifactId, SpeechInSight>()
    for (const heard of inAir.keys()) if (heard.by !== null) byThing.set(heard.by, heard)
    const was = air.byThing
    air = { byThing, words: [...inAir.keys()] }
    listeners.tell()
    for (const id of new Set([...was.keys(), ...byThing.keys()]))
      if (was.get(id) !== byThing.get(id)) listenersOf.get(id)?.tell()
  }

  function subscribeTo(id: ArtifactId, listener: () => void): () => void {
    const ofThis = listenersOf.get(id) ?? new Listeners()
    listenersOf.set(id, ofThis)
    const leave = ofThis.add(listener)
    return () => {
      leave()
      if (ofThis.size === 0 && listenersOf.get(id) === ofThis) listenersOf.delete(id)
    }
  }

  /** Takes words out of the air, and with them those whose time is over within a moment. */
  function goesBy(): void {
    const soon = performance.now() + TOGETHER_MS
    let isAny = false
    for (const [heard, endsAt] of inAir) if (endsAt <= soon) isAny = inAir.delete(heard) || isAny
    if (isAny) tell()
  }

  function hear(heard: SpeechInSight): void {
    since = [...since, heard].slice(-HEARD_MAX)
    const ms = speechMs(heard.words)
    inAir.set(heard, performance.now() + ms)
    setTimeout(goesBy, ms)
  }

  now.subscribe((change) => {
    if (!change.speech) return
    const fresh = now.speech.filter((speech) => !known.has(keyOf(speech)))
    known = new Set(now.speech.map(keyOf))
    const newFrom = clock() - NEW_MS
    before = [...before, ...fresh.filter(({ at }) => at <= newFrom)].slice(-HEARD_MAX)
    // The world was reset: its words are gone, but not those that are stored nowhere.
    if (now.speech.length === 0) {
      before = []
      since = since.filter(({ voice }) => voice === 'whisper')
    }
    for (const speech of fresh) if (speech.at > newFrom && hears(speech)) hear(heardFrom(speech))
    tell()
  })
  onMe(tell)
  onWhisper(({ from, person, words, at }) => {
    hear({ by: from, person, voice: 'whisper', words, at, to: null })
    tell()
  })
  tell()

  return {
    all: () => (all ??= gathered()),
    air: () => air,
    subscribeTo,
    whispered(heard) {
      since = [...since, heard].slice(-HEARD_MAX)
      tell()
    },
    subscribe: listeners.add,
  }
}
