// One line of the outline on the screen.
import { Archive, ChevronRight, FileText } from 'lucide-react'
import { memo } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { count } from '../app/words.ts'
import { Marked } from '../commands/marked.tsx'
import { nameThing } from '../floor/act.ts'
import { NameField } from '../floor/name-field.tsx'
import { useSelected } from '../floor/selection.ts'
import { useShownFloor } from '../floor/where.ts'
import { useArtifact, useOn, useTitle, useWorld } from '../floor/world.ts'
import { useAsleep, useLife, useProgram } from '../play/life.ts'
import { lineOfFault } from '../play/fault-words.ts'
import type { Life } from '../play/life-words.ts'
import { Drawing } from '../sprites/drawing.tsx'
import { keyOf, type Row, type ThingRow } from './row.ts'
import { rangesOf, type Excerpt } from './word-index.ts'

export interface Holder {
  readonly client: number
  readonly name: string
  readonly color: string
}

interface LineProps<R extends Row> {
  readonly row: R
  readonly at: number
  readonly height: number
  /** Keys are about it. */
  readonly isActive: boolean
  /** What is dragged would be put into it. */
  readonly isOver: boolean
  readonly isNaming: boolean
  readonly words: readonly string[]
  readonly excerpt: Excerpt | null
  readonly holders: readonly Holder[]
  /** Its place among those beside it, from 1, and how many they are. */
  readonly turn?: number
  readonly turns?: number
  readonly onNamed: () => void
}

export const OutlineLine = memo(function OutlineLine(props: LineProps<Row>) {
  const { row } = props
  switch (row.kind) {
    case 'thing':
      return <ThingLine {...props} row={row} />
    case 'limbo':
      return <LimboLine {...props} />
    case 'fault':
      return <FaultLine {...props} id={row.id} fault={row.fault} />
    case 'asleep':
      return <AsleepLine {...props} id={row.id} />
  }
})

/** What every line has. */
function lineOf({ row, at, height, isActive, isOver }: LineProps<Row>) {
  return {
    id: lineId(row),
    role: 'treeitem',
    className: 'outline-line',
    'aria-level': row.depth + 1,
    'data-line': at,
    'data-active': isActive || undefined,
    'data-over': isOver || undefined,
    style: { top: at * height, height, '--depth': row.depth },
  } as const
}

/** Of its element. */
export const lineId = (row: Row): string => `outline-${keyOf(row).replaceAll(/\s/g, '-')}`

const WORDS: Readonly<Record<Life, string>> = {
  none: '',
  alive: 'running',
  paused: 'paused',
  faulty: 'faulty',
  asleep: 'asleep',
}

function ThingLine(props: LineProps<ThingRow>) {
  const { row, words, excerpt, turn, turns, holders, isNaming, onNamed } = props
  const { id, isOpen, isMatch } = row
  const world = useWorld()
  const { selection, view } = world
  const artifact = useArtifact(id)
  const inside = useOn(id).filter((one) => view.artifact(one)?.avatar == null)
  const life = useLife(id)
  const isSelected = useSelected(selection, (now) => now.ids.has(id))
  const title = useTitle()
  const isHere = useShownFloor() === id
  if (!artifact) return null
  const isRoot = id === view.root
  const name = isRoot ? title : artifact.name
  const said = name === '' ? 'A thing without a name' : name
  return (
    <div
      {...lineOf(props)}
      aria-selected={isSelected}
      {...(inside.length > 0 && { 'aria-expanded': isOpen })}
      aria-posinset={turn}
      aria-setsize={turns}
      {...(isHere && { 'aria-current': 'location' })}
      data-floor={id}
      data-around={!isMatch || undefined}
    >
      <Twisty isShown={inside.length > 0} />
      <span className="outline-drawing" aria-hidden="true">
        {isRoot ? <FileText className="outline-page" /> : <Drawing name={artifact.look.sprite} />}
      </span>
      {isNaming ? (
        <NameField
          className="outline-name-field"
          name={artifact.name}
          onName={(name) => nameThing(world, id, name)}
          onDone={onNamed}
        />
      ) : (
        <span className="outline-name">
          <Marked text={said} ranges={words.length === 0 ? [] : rangesOf(said, words)} />
          {isRoot && <span className="outline-note"> the world’s own page</span>}
          {excerpt && <ExcerptText excerpt={excerpt} />}
        </span>
      )}
      <Holders holders={holders} />
      {life !== 'none' && (
        <span className="outline-life" data-life={life}>
          {WORDS[life]}
        </span>
      )}
    </div>
  )
}

function Twisty({ isShown }: { readonly isShown: boolean }) {
  return (
    <span className="outline-twisty" data-twisty={isShown || undefined} aria-hidden="true">
      {isShown && <ChevronRight size={14} />}
    </span>
  )
}

function ExcerptText({ excerpt: { before, match, after } }: { readonly excerpt: Excerpt }) {
  return (
    <span className="outline-note">
      {' '}
      …{before}
      <mark className="marked">{match}</mark>
      {after}
    </span>
  )
}

/** The others who have it selected. */
function Holders({ holders }: { readonly holders: readonly Holder[] }) {
  return holders.map(({ client, name, color }) => (
    <span
      key={client}
      className="outline-holder"
      style={{ '--who': color }}
      title={`${name} has it selected`}
    >
      <span className="unseen">{name} has it selected</span>
    </span>
  ))
}

function LimboLine(props: LineProps<Row>) {
  const waiting = useOn('limbo').length
  const { row } = props
  const isOpen = row.kind === 'limbo' && row.isOpen
  return (
    <div {...lineOf(props)} {...(waiting > 0 && { 'aria-expanded': isOpen })} aria-selected={false}>
      <Twisty isShown={waiting > 0} />
      <span className="outline-drawing" aria-hidden="true">
        <Archive className="outline-page" />
      </span>
      <span className="outline-name">
        Limbo<span className="outline-note"> {waiting === 0 ? 'empty' : count(waiting, 'thing')}</span>
      </span>
    </div>
  )
}

type FaultOf = Extract<Row, { kind: 'fault' }>

function FaultLine({ id, fault, ...props }: LineProps<Row> & Pick<FaultOf, 'id' | 'fault'>) {
  const line = lineOfFault(fault, useProgram(id))
  return (
    <div {...lineOf(props)} data-kind="fault" title={fault.message}>
      <span className="outline-name">{fault.message}</span>
      <span className="outline-about">
        {line !== null && `line ${line}`}
        {fault.count > 1 && ` · ${fault.count.toLocaleString('en-GB')} times`}
      </span>
    </div>
  )
}

function AsleepLine({ id, ...props }: LineProps<Row> & { readonly id: ArtifactId }) {
  const asleep = useAsleep(id)
  return (
    <div {...lineOf(props)} data-kind="asleep" title={asleep?.why}>
      <span className="outline-name">{asleep?.why ?? 'It is awake.'}</span>
      <span className="outline-wake">Wake it</span>
    </div>
  )
}
