// Lines of the outline that are no things: a heading of a page, limbo, and the fault of a thing.
import { Archive } from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { personWith } from '../../shared/world/view/present-people.ts'
import { count } from '../words/counts.ts'
import { Marked } from '../parts/marked.tsx'
import { useThingsOn, useView } from '../world/context/use-world.ts'
import { lineOfFault } from '../words/fault-words.ts'
import { hasHung } from '../../shared/world/live/live-state-values.ts'
import { useAsleep, useFaults, useProgram } from '../world/play/use-live.ts'
import { lineOf, Twisty, type OutlineLineProps } from './line-parts.tsx'
import type { HeadingRow, LimboRow, OutlineEntry } from './outline-entry.ts'
import { rangesOf } from '../../shared/search/folded-text.ts'

export function HeadingLine(props: OutlineLineProps<HeadingRow>) {
  const { row, words, isBare } = props
  const said = row.text === '' ? 'Heading without words' : row.text
  const isFree = useView((view) => personWith(view, row.host) === null)
  return (
    <div
      {...lineOf(props)}
      data-kind="heading"
      {...(isFree && { 'data-floor': row.host, 'data-heading': row.at })}
      data-around={!row.isMatch || undefined}
      aria-selected={false}
      {...(!isBare && { 'aria-expanded': row.isOpen })}
    >
      <Twisty isShown={!isBare} />
      <span className="outline-name" dir="auto">
        <Marked text={said} ranges={words.length === 0 ? [] : rangesOf(said, words)} />
      </span>
      <span className="unseen">heading</span>
    </div>
  )
}

export function LimboLine(props: OutlineLineProps<LimboRow>) {
  const waiting = useThingsOn('limbo').length
  return (
    <div {...lineOf(props)} {...(waiting > 0 && { 'aria-expanded': props.row.isOpen })} aria-selected={false}>
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

type FaultOf = Extract<OutlineEntry, { kind: 'fault' }>

export function FaultLine({ id, fault, ...props }: OutlineLineProps & Pick<FaultOf, 'id' | 'fault'>) {
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

export function AsleepLine({ id, ...props }: OutlineLineProps & { readonly id: ArtifactId }) {
  const asleep = useAsleep(id)
  const mustChange = hasHung(useFaults(id))
  return (
    <div {...lineOf(props)} data-kind="asleep" title={asleep?.why}>
      <span className="outline-name">{asleep?.why ?? 'It is awake.'}</span>
      {!mustChange && <span className="outline-wake">Wake it</span>}
    </div>
  )
}
