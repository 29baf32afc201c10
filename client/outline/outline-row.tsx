// One line of the outline on the screen: a thing's here, the others by their kind.
import { FileText, Pin } from 'lucide-react'
import { memo } from 'react'
import { personWith } from '../../shared/world/view/present-people.ts'
import { Marked } from '../parts/marked.tsx'
import { nameThing } from '../world/context/act.ts'
import { NameField } from '../parts/name-field.tsx'
import { useSelected } from '../world/context/selection.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import { useArtifact, useThingsOn, useTitle, useView, useWorld } from '../world/context/use-world.ts'
import { useProgramState } from '../world/play/use-live.ts'
import type { ProgramState } from '../words/program-words.ts'
import { DrawnThing } from '../drawings/drawn-thing.tsx'
import { lineOf, Twisty, type OutlineLineProps, type Selector } from './line-parts.tsx'
import { AsleepLine, FaultLine, HeadingLine, LimboLine } from './other-lines.tsx'
import { PeopleLine, PersonLine } from './people-lines.tsx'
import type { ThingRow } from './outline-entry.ts'
import { rangesOf } from '../../shared/search/folded-text.ts'
import { PassageText } from '../parts/passage-text.tsx'
import { nameAsTitle } from '../../shared/world/artifact.ts'

export const OutlineLine = memo(function OutlineLine(props: OutlineLineProps) {
  const { row } = props
  switch (row.kind) {
    case 'thing':
      return <ThingLine {...props} row={row} />
    case 'heading':
      return <HeadingLine {...props} row={row} />
    case 'people':
      return <PeopleLine {...props} row={row} />
    case 'person':
      return <PersonLine {...props} row={row} />
    case 'limbo':
      return <LimboLine {...props} row={row} />
    case 'fault':
      return <FaultLine {...props} id={row.id} fault={row.fault} />
    case 'asleep':
      return <AsleepLine {...props} id={row.id} />
  }
})

const WORDS: Readonly<Record<ProgramState, string>> = {
  none: '',
  alive: 'running',
  paused: 'paused',
  faulty: 'faulty',
  asleep: 'asleep',
}

function ThingLine(props: OutlineLineProps<ThingRow>) {
  const { row, words, excerpt, selectors, isNaming, onNamed } = props
  const { id, isOpen, isMatch } = row
  const world = useWorld()
  const { selection, view } = world
  const artifact = useArtifact(id)
  const inside = useThingsOn(id).filter((one) => view.artifact(one)?.avatar == null)
  const life = useProgramState(id)
  const isSelected = useSelected(selection, (now) => now.ids.has(id))
  const title = useTitle()
  const isHere = useShownFloor() === id
  // Nothing can be put into a thing in somebody's hands.
  const isFree = useView((now) => personWith(now, id) === null)
  if (!artifact) return null
  const isRoot = id === view.root
  const name = isRoot ? title : artifact.name
  const said = nameAsTitle(name)
  return (
    <div
      {...lineOf(props)}
      aria-selected={isSelected}
      {...(inside.length > 0 && { 'aria-expanded': isOpen })}
      {...(isHere && { 'aria-current': 'location' })}
      {...(isFree && { 'data-floor': id })}
      data-around={!isMatch || undefined}
    >
      <Twisty isShown={inside.length > 0} />
      <span className="outline-drawing" aria-hidden="true">
        {isRoot ? <FileText className="outline-page" /> : <DrawnThing look={artifact.look} />}
      </span>
      {isNaming ? (
        <NameField
          className="outline-name-field"
          name={artifact.name}
          onName={(name) => void nameThing(world, id, name)}
          onDone={onNamed}
        />
      ) : (
        <span className="outline-name">
          <Marked text={said} ranges={words.length === 0 ? [] : rangesOf(said, words)} />
          {isRoot && <span className="outline-note"> the world’s page</span>}
          {excerpt && (
            <span className="outline-note">
              {' '}
              <PassageText passage={excerpt} />
            </span>
          )}
        </span>
      )}
      {artifact.pinned && <PinMark />}
      <Selectors selectors={selectors} />
      {life !== 'none' && (
        <span className="outline-life" data-life={life}>
          {WORDS[life]}
        </span>
      )}
    </div>
  )
}

/** It stays where it is. */
function PinMark() {
  return (
    <span className="outline-pin" title="Pinned: it stays where it is">
      <Pin size={13} aria-hidden="true" />
      <span className="unseen">pinned</span>
    </span>
  )
}

/** The others who have it selected. */
function Selectors({ selectors }: { readonly selectors: readonly Selector[] }) {
  return selectors.map(({ client, name, color }) => (
    <span
      key={client}
      className="outline-selector"
      style={{ '--who': color }}
      title={`${name} has it selected`}
    >
      <span className="unseen">{name} has it selected</span>
    </span>
  ))
}
