// What was said in the world, and a line to say something. On the world's floor, so that what listens there hears it.
import { ArrowUp } from 'lucide-react'
import { useLayoutEffect, useRef, useState, type FormEvent } from 'react'
import { WORDS_MAX } from '../../shared/behavior/bounds.ts'
import type { Speech } from '../../shared/world/now-values.ts'
import { Ago } from '../app/ago.tsx'
import { useArtifact, useRoot, useWorld } from '../floor/world.ts'
import { useNow } from './life.ts'
import { ask } from './owner.ts'
import './talk.css'

export default function Talk() {
  const speech = useNow((now) => now.speech)
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const box = place.current
    if (box && speech.length > 0) box.scrollTop = box.scrollHeight
  }, [speech])
  return (
    <div className="talk">
      <div className="talk-said" ref={place} role="log" aria-label="What was said">
        {speech.length === 0 && (
          <p className="panel-note">
            Nobody has said anything yet. Things that listen hear what you say here.
          </p>
        )}
        {speech.map((said, at) => (
          // Said is only added to, and dropped from the top.
          // oxlint-disable-next-line react/no-array-index-key
          <Said key={`${said.at} ${at}`} said={said} />
        ))}
      </div>
      <SayLine />
    </div>
  )
}

function Said({ said }: { readonly said: Speech }) {
  return (
    <p className="talk-line" data-voice={said.voice}>
      <span className="talk-who" data-person={said.person !== null || undefined}>
        {said.by === null ? (said.person ?? 'Somebody') : <ThingName id={said.by} />}
      </span>
      <span className="talk-at">
        <Ago at={said.at} />
      </span>
      <span className="talk-words">{said.words}</span>
    </p>
  )
}

function ThingName({ id }: { readonly id: NonNullable<Speech['by']> }) {
  const artifact = useArtifact(id)
  return artifact?.name ?? 'Something'
}

function SayLine() {
  const { owner } = useWorld()
  const root = useRoot()
  const [words, setWords] = useState('')
  async function say(event: FormEvent): Promise<void> {
    event.preventDefault()
    const said = words.trim()
    if (said === '' || root === null) return
    setWords('')
    // What could not be said is not lost, unless something else is being written by now.
    if (!(await ask(owner, { verb: 'say', words: said, on: root })))
      setWords((now) => (now === '' ? said : now))
  }
  return (
    <form className="talk-form" onSubmit={(event) => void say(event)}>
      <input
        className="talk-field"
        aria-label="Say something"
        placeholder="Say something…"
        value={words}
        maxLength={WORDS_MAX}
        autoComplete="off"
        onChange={(event) => setWords(event.target.value)}
      />
      <button type="submit" className="talk-send" aria-label="Say it" disabled={words.trim() === ''}>
        <ArrowUp size={18} aria-hidden="true" />
      </button>
    </form>
  )
}
