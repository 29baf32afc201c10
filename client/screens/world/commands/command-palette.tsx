// The command palette: a line to type in, and the matches below it: commands, things to go to, worlds,
// headings, people, and words in the pages of all worlds.
import { Dialog } from '@base-ui/react/dialog'
import { ArrowRight, Archive, FileText, Globe, Heading, Search, User, X } from 'lucide-react'
import {
  useCallback,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react'
import { flushSync } from 'react-dom'
import * as z from 'zod/mini'
import { readPreference, storePreference } from '../../../device/preferences.ts'
import { Marked } from '../../../parts/marked.tsx'
import { afterDrawing } from '../../../browser/later.ts'
import { Drawing } from '../../../drawings/thing-drawing.tsx'
import type {
  CommandChoice,
  ChoiceIcon,
  Context,
  RunningCommand,
  CommandStep,
} from '../../../world/commands/command-types.ts'
import { wordsOf } from '../../../../shared/search/folded-text.ts'
import { PassageText } from '../../../parts/passage-text.tsx'
import { useFoundPlaces } from '../../../session/found-places.ts'
import { searchNote } from '../../../words/found-words.ts'
import { createLinesHere, linesElsewhere } from './found-lines.ts'
import { useEntries, useRecentWorlds } from './palette-entries.ts'
import { closeOverlay } from '../../../world/commands/overlay.ts'
import { rank, withWords, type Ranked } from './rank-entries.ts'
import { meantKeyOf, typedKeyOf } from '../../../device/pressed-key.ts'
import '../../../parts/key.css'
import './command-palette.css'

/** On a touch screen the keys would cover what there is to choose: they come when the line is touched. */
const HAS_KEYS = matchMedia('(pointer: fine)').matches

/** The last choices, kept on this device: they come first, since people do the same again. */
const RECENT_MAX = 8
const Ids = z.array(z.string().check(z.maxLength(200))).check(z.maxLength(RECENT_MAX))

interface CommandPaletteProps {
  /** Where it begins; null: at everything there is. */
  readonly step: CommandStep | null
  readonly contextNow: () => Context | null
  /** Called when its line takes what is typed. */
  readonly onReady: () => void
}

export default function CommandPalette({ step: first, contextNow, onReady }: CommandPaletteProps) {
  const [lender] = useState(() => document.activeElement)
  const [context] = useState(contextNow)
  const [steps, setSteps] = useState<readonly CommandStep[]>(first ? [first] : [])
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const list = useId()
  const step = steps.at(-1) ?? null
  const { lines, linesOf, note, more } = useLines(step, query, context)
  useEffect(() => {
    document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: 'nearest' })
    if (at > 0 && at === lines.length - 1) more()
  }, [list, at, lines, more])

  /** The focus goes back before anything is done, so that a command may take it elsewhere. */
  function leave(doing: Extract<RunningCommand, { kind: 'run' }> | null): void {
    flushSync(closeOverlay)
    const chosen = context?.world.selection.now.ids
    if (lender instanceof HTMLElement) lender.focus({ preventScroll: true })
    // A thing that gets the focus is selected alone.
    if (chosen && context && chosen.size > 1) context.world.selection.selectAll(chosen)
    if (doing && context) doing.run(context)
  }

  function choose({ id, does }: CommandChoice): void {
    if (!context) return
    if (!step) remember(id)
    if (does.kind === 'run') return leave(does)
    setSteps([...steps, does.ask(context)])
    type('')
    field.current?.focus()
  }

  function type(text: string): void {
    setQuery(text)
    setAt(0)
  }

  function onKeyDown(event: KeyboardEvent): void {
    const last = lines.length - 1
    const key = meantKeyOf(event)
    if (key === 'ArrowDown') setAt(at >= last ? 0 : at + 1)
    else if (key === 'ArrowUp') setAt(at <= 0 ? last : at - 1)
    else if (key === 'Enter') {
      // The typed text decides, not the last drawn list.
      const line = linesOf(query)[at]
      if (line) choose(line.choice)
    } else if (key === 'Backspace' && query === '' && steps.length > 0) setSteps(steps.slice(0, -1))
    else return
    event.preventDefault()
  }

  /** A touch screen may have keys beside it: what they type goes into the line. */
  function onSheetKeyDown(event: KeyboardEvent): void {
    if (event.target === sheet.current && typedKeyOf(event).length === 1) field.current?.focus()
  }

  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && leave(null)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="veil" />
        <Dialog.Popup
          ref={sheet}
          className="find"
          initialFocus={HAS_KEYS ? field : sheet}
          finalFocus={false}
          aria-label="Find anything"
          onFocus={() => afterDrawing(onReady)}
          onKeyDown={onSheetKeyDown}
        >
          <div className="find-line">
            <Search size={18} aria-hidden="true" />
            <input
              ref={field}
              className="find-field"
              role="combobox"
              aria-expanded="true"
              aria-controls={list}
              aria-autocomplete="list"
              {...(lines[at] && { 'aria-activedescendant': `${list}-${at}` })}
              aria-label={step?.prompt ?? 'What to do, where to go, or words to find'}
              placeholder={step?.prompt ?? 'What to do, go to, or find…'}
              value={query}
              autoComplete="off"
              spellCheck="false"
              onChange={(event) => type(event.target.value)}
              onKeyDown={onKeyDown}
            />
            {HAS_KEYS ? (
              <Dialog.Close className="find-close">Esc</Dialog.Close>
            ) : (
              <Dialog.Close className="icon-button" aria-label="Close">
                <X size={18} aria-hidden="true" />
              </Dialog.Close>
            )}
          </div>
          <Results
            {...{ list, lines, at, note, more }}
            label={step?.prompt ?? 'Results'}
            nothing={query === '' ? null : (step?.nothing ?? 'Nothing here has that name.')}
            onPoint={setAt}
            onChoose={choose}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface PaletteLines {
  /** Results, a moment behind the typing where there is much. */
  readonly lines: readonly Ranked[]
  readonly linesOf: (query: string) => readonly Ranked[]
  /** What one is to know of the search in worlds, and how it goes on. */
  readonly note: string
  readonly more: () => void
}

function useLines(step: CommandStep | null, query: string, context: Context | null): PaletteLines {
  const asked = useDeferredValue(query)
  const entries = useEntries(context)
  const worlds = useRecentWorlds(context)
  const [before] = useState(recent)
  const [here] = useState(() => context && createLinesHere(context))
  const words = useMemo(() => (step ? [] : wordsOf(asked)), [step, asked])
  const search = useFoundPlaces(words)
  const { found } = search
  const elsewhere = useMemo(
    () => (context && words.length > 0 ? linesElsewhere(context, found, words) : []),
    [context, found, words],
  )
  const linesOf = useCallback(
    (text: string) => {
      if (step) return rank(step.choices(text), text, [])
      const names = rank(entries(text), text, before)
      if (text.trim() !== '') return withWords(names, here?.(wordsOf(text)) ?? [], elsewhere)
      // Drawn once all is there: who presses Enter at once means what they see.
      return worlds === null ? [] : [...rank(worlds, '', []), ...names]
    },
    [step, entries, before, here, elsewhere, worlds],
  )
  return {
    lines: useMemo(() => linesOf(asked), [linesOf, asked]),
    linesOf,
    note: words.length === 0 ? '' : searchNote(search),
    more: search.more,
  }
}

interface ResultsProps extends Pick<PaletteLines, 'lines' | 'note' | 'more'> {
  /** The id of its element. */
  readonly list: string
  readonly label: string
  readonly at: number
  /** Said where there are no lines; null: nothing. */
  readonly nothing: string | null
  readonly onPoint: (at: number) => void
  readonly onChoose: (choice: CommandChoice) => void
}

/** From so close to the end of the list, in pixels, more is asked for. */
const NEAR_END = 100

function Results({ list, label, lines, at, note, nothing, more, onPoint, onChoose }: ResultsProps) {
  return (
    <>
      {/* A list of choices that follows what is typed: no element of its own has that. */}
      {/* oxlint-disable jsx-a11y/prefer-tag-over-role */}
      <div
        role="listbox"
        id={list}
        aria-label={label}
        className="find-list"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          if (scrollTop + clientHeight > scrollHeight - NEAR_END) more()
        }}
      >
        {/* oxlint-enable jsx-a11y/prefer-tag-over-role */}
        {lines.map((line, index) => (
          <PaletteLine
            key={line.choice.id}
            id={`${list}-${index}`}
            line={line}
            isChosen={index === at}
            onPoint={() => onPoint(index)}
            onChoose={() => onChoose(line.choice)}
          />
        ))}
      </div>
      {lines.length === 0 && nothing !== null && <output className="find-nothing">{nothing}</output>}
      {note !== '' && <output className="find-note-line">{note}</output>}
    </>
  )
}

interface PaletteLineProps {
  readonly id: string
  readonly line: Ranked
  readonly isChosen: boolean
  readonly onPoint: () => void
  readonly onChoose: () => void
}

function PaletteLine({ id, line: { choice, ranges }, isChosen, onPoint, onChoose }: PaletteLineProps) {
  const { title, note, keys, icon = 'command', passage } = choice
  return (
    // The line above has the focus, and its keys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      /* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */
      role="option"
      aria-selected={isChosen}
      className="find-choice"
      onPointerMove={onPoint}
      onClick={onChoose}
    >
      <span className="find-icon" aria-hidden="true">
        <Icon icon={icon} />
      </span>
      <span className="find-title">
        <Marked text={title} ranges={ranges} />
      </span>
      {note !== undefined && <span className="find-note">{note}</span>}
      {keys !== undefined && <kbd className="key">{keys}</kbd>}
      {passage && (
        <span className="find-passage">
          <PassageText passage={passage} />
        </span>
      )}
    </div>
  )
}

const ICON = { size: 17, strokeWidth: 1.7 }

function Icon({ icon }: { readonly icon: ChoiceIcon }) {
  if (typeof icon === 'object') return <Drawing name={icon.sprite} />
  switch (icon) {
    case 'command':
      return <ArrowRight {...ICON} />
    case 'world':
      return <Globe {...ICON} />
    case 'heading':
      return <Heading {...ICON} />
    case 'person':
      return <User {...ICON} />
    case 'page':
      return <FileText {...ICON} />
    case 'limbo':
      return <Archive {...ICON} />
  }
}

/** The last choices, the newest first. */
function recent(): readonly string[] {
  try {
    const ids = Ids.safeParse(JSON.parse(readPreference('recent') ?? '[]'))
    return ids.success ? ids.data : []
  } catch {
    return []
  }
}

function remember(id: string): void {
  storePreference(
    'recent',
    JSON.stringify([id, ...recent().filter((other) => other !== id)].slice(0, RECENT_MAX)),
  )
}
