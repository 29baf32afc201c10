// A line to say something, aloud, to all, or to one alone. Words that could not be said are not lost.
import { ArrowUp, Megaphone, MessageCircle, Ear } from 'lucide-react'
import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode, type RefObject } from 'react'
import { WORDS_MAX } from '../../shared/behavior/program-limits.ts'
import { notify } from '../notices/notices.ts'
import { ownerClock } from '../world/motion/shown-motion.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Menu, MenuChoice } from '../parts/menu.tsx'
import { useHere } from '../world/people/people-here.ts'
import { chooseVoice, offerLine, useVoice } from '../world/play/addressee.ts'
import { hearingOf } from '../world/play/use-hearing.ts'
import { ask } from '../world/context/owner-requester.ts'
import { actionFor, readTyped, SAY, SHOUT, type Hearer, type ChosenVoice } from '../world/play/voices.ts'
import { meIn, useMe } from '../world/play/you.ts'
import { meantKeyOf } from '../device/pressed-key.ts'
import './say-line.css'

export function SayLine() {
  const world = useWorld()
  const listeners = useListeners()
  const chosen = useChosenVoice(useVoice(), listeners)
  const [typed, setTyped] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const hint = useId()
  useEffect(() => offerLine(() => field.current?.focus()), [])

  async function say(event: FormEvent): Promise<void> {
    event.preventDefault()
    const read = readTyped(typed, chosen, listeners)
    if ('why' in read) return notify({ text: read.why })
    const { voice, words } = read
    const me = meIn(world)
    const on = me === null ? world.view.root : null
    if (words === '' || (me === null && on === null)) return
    setTyped('')
    if (!(await ask(world.owner, actionFor(voice, words, on)))) {
      // Unless something else is being written by now.
      setTyped((now) => (now === '' ? typed : now))
      return
    }
    if (voice.kind !== 'whisper') return
    const { id: by, name: person } = me ?? { id: null, name: null }
    const at = ownerClock.now()
    hearingOf(world).whispered({ by, person, voice: 'whisper', words, at, to: voice.name })
  }

  return (
    <form className="say-line" data-voice={chosen.kind} onSubmit={(event) => void say(event)}>
      <VoiceMenu chosen={chosen} listeners={listeners} field={field} />
      <input
        ref={field}
        className="say-field"
        aria-label={LABELS[chosen.kind](chosen)}
        aria-describedby={hint}
        placeholder={`${LABELS[chosen.kind](chosen)}…`}
        value={typed}
        maxLength={WORDS_MAX}
        autoComplete="off"
        enterKeyHint="send"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (meantKeyOf(event) === 'Escape') leave(event.currentTarget)
        }}
      />
      <span id={hint} hidden>
        Press Escape to go back to the floor.
      </span>
      <button type="submit" className="say-send" aria-label="Say it" disabled={typed.trim() === ''}>
        <ArrowUp size={18} aria-hidden="true" />
      </button>
    </form>
  )
}

const LABELS: Readonly<Record<ChosenVoice['kind'], (voice: ChosenVoice) => string>> = {
  say: () => 'Say something',
  shout: () => 'Shout to the whole world',
  whisper: (voice) => `Whisper to ${voice.kind === 'whisper' ? voice.name : 'somebody'}`,
}

/** Back to where keys walk. */
function leave(field: HTMLInputElement): void {
  field.blur()
  document.querySelector<HTMLElement>('.floor-window')?.focus({ preventScroll: true })
}

/** The possible addressees of a whisper: everybody else who is here. */
function useListeners(): readonly Hearer[] {
  const me = useMe()?.id
  return useHere().filter(({ id, avatar }) => id !== me && !avatar.isAway)
}

/** The chosen voice; the addressee of a whisper may have gone. */
function useChosenVoice(voice: ChosenVoice, listeners: readonly Hearer[]): ChosenVoice {
  if (voice.kind !== 'whisper') return voice
  return listeners.some(({ id }) => id === voice.to) ? voice : SAY
}

interface VoiceMenuProps {
  readonly chosen: ChosenVoice
  readonly listeners: readonly Hearer[]
  /** After the choice one goes on to write. */
  readonly field: RefObject<HTMLInputElement | null>
}

/** Most people that the menu lists; the others are whispered to by name. */
const LISTED_MAX = 30

function VoiceMenu({ chosen, listeners, field }: VoiceMenuProps) {
  const options = [
    { value: 'say', label: 'Say' },
    { value: 'shout', label: 'Shout' },
    ...listeners
      .slice(0, LISTED_MAX)
      .map(({ id, name }) => ({ value: `to ${id}`, label: `Only to ${name}` })),
  ]
  function choose(value: string): void {
    const listener = listeners.find(({ id }) => value === `to ${id}`)
    if (listener) chooseVoice({ kind: 'whisper', to: listener.id, name: listener.name })
    else chooseVoice(value === 'shout' ? SHOUT : SAY)
  }
  return (
    <Menu
      givesFocusTo={field}
      trigger={
        <button type="button" className="say-voice" aria-label={`How to say it: ${wordsOf(chosen)}`}>
          {ICONS[chosen.kind]}
          <span aria-hidden="true">{wordsOf(chosen)}</span>
        </button>
      }
    >
      <MenuChoice
        label="How to say it"
        value={chosen.kind === 'whisper' ? `to ${chosen.to}` : chosen.kind}
        options={options}
        onChoose={choose}
        closes
      />
    </Menu>
  )
}

const wordsOf = (voice: ChosenVoice): string => {
  if (voice.kind === 'whisper') return `to ${voice.name}`
  return voice.kind
}

const ICONS: Readonly<Record<ChosenVoice['kind'], ReactNode>> = {
  say: <MessageCircle size={16} aria-hidden="true" />,
  shout: <Megaphone size={16} aria-hidden="true" />,
  whisper: <Ear size={16} aria-hidden="true" />,
}
