// Conflicts in words, for whoever was away and for whoever was there.
import type { ReactNode } from 'react'
import type { Conflict } from '../../shared/history/merge/merge-types.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { valueLabel } from '../parts/changes/value-words.ts'

interface MetName {
  readonly id: Conflict['id']
  /** What it was called, should it be gone. */
  readonly name: string
}

export const thingName = (view: View, { id, name }: MetName): string =>
  id === 'world' || id === view.root ? 'This world' : (view.artifact(id)?.name ?? name)

export const valueTitle = (view: View, met: MetName & Pick<Conflict, 'key'>): string =>
  met.id === 'world' ? 'Title of the world' : `${thingName(view, met)}: ${valueLabel(met.key)}`

const pageOf = (name: string): string =>
  name === 'This world' ? 'the page of this world' : `the page of “${name}”`

export const pageWords = (name: string, who: string): string =>
  `You and ${who} both wrote on ${pageOf(name)}. Everything you both wrote is there.`

export const placeWords = (name: string, who: string): string =>
  `You and ${who} both wrote at one place of ${pageOf(name)}. Both versions are there, side by side. ${who} is asked to choose.`

/** A thing that one put away, and another one changed meanwhile. */
export const limboWords = (name: string, putter: string, changer: string): string =>
  `${putter} put “${name}” into limbo, and ${changer} changed it meanwhile. It is in limbo with what ${changer} changed.`

/** One side of a conflict. */
export const sideOf = <Side extends string>(
  side: Side,
  who: string,
  words: string,
): readonly [Side, ReactNode] => [
  side,
  <span key={side}>
    {ownerOf(who)}: <b>{words}</b>
  </span>,
]

function ownerOf(who: string): string {
  if (who === 'You') return 'Yours'
  return who.startsWith('You, ') || who.startsWith('This ') ? who : `${who}’s`
}
