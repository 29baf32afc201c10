// A question of a program to the person at this screen: a card over the floor, at the foot of a phone. The
// focus goes to its answer, unless one is writing: then a key leads there.
import { X } from 'lucide-react'
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { SHOWN, type Question, type QuestionAnswer } from '../../shared/behavior/personal.ts'
import { CHOICES_MAX, PAGE_VALUE_MAX } from '../../shared/world/limits.ts'
import { WORDS_MAX } from '../../shared/behavior/program-limits.ts'
import type { DeclaredSettings, SettingValue } from '../../shared/world/live/setting-values.ts'
import { keysOf } from '../device/shortcuts.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { ask } from '../world/context/owner-requester.ts'
import { useArtifact, useWorld } from '../world/context/use-world.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { reveal } from '../world/reveal.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import { useQuestions } from '../world/play/personal.ts'
import { focusQuestion, QUESTION_CARD } from '../world/play/question-focus.ts'
import { meantKeyOf } from '../device/pressed-key.ts'
import '../parts/field.css'
import './questions.css'

interface QuestionsProps {
  readonly viewport: Viewport
}

export default function Questions({ viewport }: QuestionsProps) {
  const [first] = useQuestions()
  return (
    <>
      <output className="unseen" aria-live="polite">
        {first && <Announced question={first} />}
      </output>
      {first && <QuestionCard key={first.id} question={first} viewport={viewport} />}
    </>
  )
}

function useAskerName({ thing }: Question): string {
  return useArtifact(thing)?.name || 'Something'
}

function Announced({ question }: { readonly question: Question }) {
  return `${useAskerName(question)} asks you: ${question.words} Press ${keysOf('answerQuestion')} to answer.`
}

interface QuestionCardProps extends QuestionsProps {
  readonly question: Question
}

function QuestionCard({ question, viewport }: QuestionCardProps) {
  const world = useWorld()
  const { owner } = world
  const floor = useShownFloor()
  const { id, words, form } = question
  const title = useId()
  const card = useRef<HTMLDialogElement>(null)
  const [isSending, setSending] = useState(false)
  const asker = useAskerName(question)
  useFocusHandedBack(card)
  useFocusTaken()
  useKeysWithin(card, () => void answer(null))

  async function answer(given: QuestionAnswer): Promise<void> {
    setSending(true)
    // The owner says that it is over. Where it does not count, one may try again.
    if (!(await ask(owner, { verb: 'reply', question: id, answer: given }))) setSending(false)
  }

  return (
    <dialog open ref={card} className="question-card" {...{ [QUESTION_CARD]: '' }} aria-labelledby={title}>
      <p className="question-asker">
        {asker} asks <kbd className="question-key">{keysOf('answerQuestion')}</kbd>
      </p>
      <p id={title} className="question-words" dir="auto">
        {words}
      </p>
      {form.type === 'spot' && (
        <div className="question-choices">
          <Button
            disabled={isSending}
            onClick={() => {
              reveal({ world, viewport, floor }, form.thing)
              void answer(SHOWN)
            }}
          >
            Show me
          </Button>
          <Button disabled={isSending} onClick={() => void answer(null)}>
            Not now
          </Button>
        </div>
      )}
      {form.type === 'choices' && (
        <div className="question-choices">
          {form.choices.map((choice, at) => (
            <Button key={at} disabled={isSending} onClick={() => void answer(choice)}>
              {choice}
            </Button>
          ))}
        </div>
      )}
      {form.type === 'fields' && (
        <FieldsForm fields={form.fields} isSending={isSending} onAnswer={(given) => void answer(given)} />
      )}
      <IconButton label="Close the question" className="question-close" onClick={() => void answer(null)}>
        <X size={18} aria-hidden="true" />
      </IconButton>
    </dialog>
  )
}

/** So long, in ms, keys that are pressed may be meant for what was there before the card. */
const SETTLE_MS = 400

/** Whoever writes goes on writing; an empty line is none that one writes in. */
function useFocusTaken(): void {
  useEffect(() => {
    const { activeElement: active } = document
    const isEmpty = active instanceof HTMLInputElement && active.value === ''
    if (isEmpty || active?.closest('input, textarea, [contenteditable="true"]') == null) focusQuestion()
  }, [])
}

/** Keys that are pressed in the card do not walk, and Escape closes it. */
function useKeysWithin(card: React.RefObject<HTMLElement | null>, close: () => void): void {
  const latest = useRef(close)
  useEffect(() => {
    latest.current = close
  })
  useEffect(() => {
    const settled = performance.now() + SETTLE_MS
    const pressed = (event: KeyboardEvent): void => {
      event.stopPropagation()
      // A key that was on its way to something else answers nothing.
      const isHasty = event.repeat || performance.now() < settled
      if (isHasty && /^(?:Enter| |Escape)$/.test(meantKeyOf(event))) event.preventDefault()
      else if (meantKeyOf(event) === 'Escape') latest.current()
    }
    const element = card.current
    element?.addEventListener('keydown', pressed)
    return () => element?.removeEventListener('keydown', pressed)
  }, [card])
}

/** Who answered from the keyboard walks on: the focus goes back to where it was. */
function useFocusHandedBack(card: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = card.current
    let before: Element | null = null
    const came = ({ relatedTarget }: FocusEvent): void => {
      if (relatedTarget instanceof Element && !element?.contains(relatedTarget)) before = relatedTarget
    }
    element?.addEventListener('focusin', came)
    return () => {
      element?.removeEventListener('focusin', came)
      const isInside = element?.contains(document.activeElement) ?? false
      if ((isInside || document.activeElement === document.body) && before instanceof HTMLElement)
        before.focus({ preventScroll: true })
    }
  }, [card])
}

interface FieldsFormProps {
  readonly fields: DeclaredSettings
  readonly isSending: boolean
  readonly onAnswer: (values: Readonly<Record<string, SettingValue>>) => void
}

type Usual = DeclaredSettings[string]

function FieldsForm({ fields, isSending, onAnswer }: FieldsFormProps) {
  const names = Object.keys(fields)
  const [values, setValues] = useState<ReadonlyMap<string, SettingValue>>(
    () => new Map(names.map((name) => [name, usualOf(fields[name])])),
  )
  return (
    <form
      className="question-fields"
      onSubmit={(event) => {
        event.preventDefault()
        onAnswer(Object.fromEntries(values))
      }}
    >
      {names.map((name) => (
        <FieldLine
          key={name}
          name={name}
          usual={fields[name]}
          value={values.get(name) ?? ''}
          onValue={(value) => setValues(new Map(values).set(name, value))}
        />
      ))}
      <Button type="submit" look="main" disabled={isSending}>
        Answer
      </Button>
    </form>
  )
}

function usualOf(usual: Usual | undefined): SettingValue {
  return typeof usual === 'object' ? (usual[0] ?? '') : (usual ?? '')
}

interface FieldLineProps {
  readonly name: string
  readonly usual: Usual | undefined
  readonly value: SettingValue
  readonly onValue: (value: SettingValue) => void
}

function FieldLine({ name, usual, value, onValue }: FieldLineProps) {
  const label = name.replace(/^./u, (letter) => letter.toUpperCase())
  if (typeof value === 'boolean') {
    return (
      <label className="question-check">
        <input type="checkbox" checked={value} onChange={({ target }) => onValue(target.checked)} />
        {label}
      </label>
    )
  }
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      {typeof usual === 'object' ? (
        <select className="field-input" value={value} onChange={({ target }) => onValue(target.value)}>
          {usual.slice(0, CHOICES_MAX).map((choice, at) => (
            <option key={at}>{choice}</option>
          ))}
        </select>
      ) : (
        <TextLine isNumber={typeof usual === 'number'} value={value} onValue={onValue} />
      )}
    </label>
  )
}

interface TextLineProps extends Pick<FieldLineProps, 'value' | 'onValue'> {
  readonly isNumber: boolean
}

function TextLine({ isNumber, value, onValue }: TextLineProps): ReactNode {
  // What is no number yet is written on.
  const [typed, setTyped] = useState(String(value))
  return (
    <input
      className="field-input"
      type={isNumber ? 'number' : 'text'}
      {...(isNumber && { step: 'any', required: true })}
      maxLength={isNumber ? PAGE_VALUE_MAX : WORDS_MAX}
      autoComplete="off"
      value={typed}
      onChange={({ target }) => {
        setTyped(target.value)
        if (!isNumber) onValue(target.value)
        else if (Number.isFinite(target.valueAsNumber)) onValue(target.valueAsNumber)
      }}
    />
  )
}
