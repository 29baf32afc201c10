// One conflict, in words: whoever was away settles it, by a click on the side that is to stand; whoever was
// there reads of it.
import type { ReactNode } from 'react'
import type {
  AbsenceConflict,
  ValueConflict,
  WordsConflict,
} from '../../shared/history/merge/compare-absence.ts'
import type { Conflict } from '../../shared/history/merge/merge-types.ts'
import type { TextSide } from '../../shared/history/merge/text-places.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { ConflictChoice } from '../parts/changes/conflict-choice.tsx'
import { valueLabel, valueWords } from '../parts/changes/value-words.ts'
import { shortened } from '../words/passage-words.ts'
import { editWithNotice } from '../world/context/act.ts'
import { useView, useWorld } from '../world/context/use-world.ts'
import { wordsNow, type AnnouncedConflict } from './announced-conflicts.ts'
import { outcomeOf, settleValue, settleWords, wordsAt } from './settle-conflict.ts'

interface MetConflictProps<Met extends AbsenceConflict> {
  readonly met: Met & { readonly who: string }
  readonly onGo: () => void
}

export function MetConflict({ met, onGo }: MetConflictProps<AbsenceConflict>) {
  const name = useView((view) => thingName(view, met))
  switch (met.kind) {
    case 'value':
      return <MetValue met={met} onGo={onGo} />
    case 'words':
      return <MetWords met={met} onGo={onGo} />
    case 'page':
      return <SaidConflict met={met} name={name} who={met.who} onGo={onGo} />
    case 'limbo':
      return <SaidConflict met={met} name={met.name} who={met.who} onGo={onGo} />
  }
}

interface AnnouncedProps {
  readonly who: string
  readonly met: AnnouncedConflict
  readonly onGo: () => void
}

/** As it is told to whoever was there: the other one is asked to choose. */
export function ToldConflict({ who, met, onGo }: AnnouncedProps) {
  const named = { name: '', ...met }
  const name = useView((view) => thingName(view, named))
  const about = useView((view) =>
    met.kind === 'value' ? valueTitle(view, { ...named, key: met.key }) : name,
  )
  const now = useView((view) => (met.kind === 'value' ? wordsNow(view, met) : null))
  if (met.kind === 'page' || met.kind === 'limbo')
    return <SaidConflict met={met} name={name} who={who} onGo={onGo} />
  const isNewer = now !== null && now !== met.yours && now !== met.theirs
  const atPlace = `You and ${who} both wrote at one place of ${pageOf(name)}. Both versions are there, side by side. ${who} is asked to choose.`
  return (
    <ConflictChoice
      about={about}
      note={met.kind === 'words' ? atPlace : isNewer ? 'It has changed again since.' : null}
      sides={[sideOf('yours', 'You', met.yours), sideOf('theirs', who, met.theirs)]}
      chosen={now === met.yours ? 'yours' : now === met.theirs ? 'theirs' : null}
      onShow={onGo}
    />
  )
}

interface SaidConflictProps {
  /** `by`: who put it away; whom it is told to, or the other one. */
  readonly met:
    | { readonly kind: 'page' }
    | { readonly kind: 'limbo'; readonly by: 'mine' | 'yours' | 'theirs' }
  readonly name: string
  readonly who: string
  readonly onGo: () => void
}

/** One in which there is nothing to choose: of a page, or of a thing that one put away and one changed. */
function SaidConflict({ met, name, who, onGo }: SaidConflictProps) {
  const [putter, changer] = met.kind === 'limbo' && met.by === 'theirs' ? [who, 'you'] : ['You', who]
  return (
    <button type="button" className="change-entry" onClick={onGo}>
      {met.kind === 'page'
        ? `You and ${who} both wrote on ${pageOf(name)}. Everything you both wrote is there.`
        : `${putter} put “${name}” into limbo, and ${changer} changed it meanwhile. It is in limbo with what ${changer} changed.`}
    </button>
  )
}

function MetValue({ met, onGo }: MetConflictProps<ValueConflict>) {
  const world = useWorld()
  const outcome = useView((view) => outcomeOf(view, met))
  const about = useView((view) => valueTitle(view, met))
  const words = (value: ValueConflict['base']): string => valueWords(met.key, value, world.view)
  const isGone = outcome === 'gone'
  const note = isGone
    ? 'It is no longer here.'
    : outcome === 'neither'
      ? 'It has changed again since.'
      : `It was ${words(met.base)}.`
  return (
    <ConflictChoice
      about={about}
      note={note}
      sides={
        isGone ? [] : [sideOf('draft', 'You', words(met.draft)), sideOf('parent', met.who, words(met.parent))]
      }
      chosen={outcome === 'draft' || outcome === 'parent' ? outcome : null}
      onChoose={(side) => editWithNotice(world, (edit) => settleValue(edit, met, side))}
      onShow={isGone ? null : onGo}
    />
  )
}

/** Words of both, which the page has joined: one's own, the other's, or one after the other. */
function MetWords({ met, onGo }: MetConflictProps<WordsConflict>) {
  const world = useWorld()
  const name = useView((view) => thingName(view, met))
  useView((view) => JSON.stringify(wordsAt(view, met)))
  const now = wordsAt(world.view, met)
  const { parent, draft, who } = met
  const sides = [
    sideOf<TextSide>('draft', 'You', saidWords(draft)),
    sideOf<TextSide>('parent', who, saidWords(parent)),
  ]
  if (parent !== '' && draft !== '') sides.push(['both', 'Both, one after the other'])
  return (
    <ConflictChoice
      about={`${name}: ${now === null ? 'its page' : `line ${now.line} of its page`}`}
      note={noteOf(now)}
      sides={now === null ? [] : sides}
      chosen={now?.side ?? null}
      onChoose={(side) => editWithNotice(world, (edit) => settleWords(edit, met, side))}
      onShow={now === null ? null : onGo}
    />
  )
}

const saidWords = (words: string): string => (words === '' ? 'deleted' : shortened(words))

function noteOf(now: ReturnType<typeof wordsAt>): string | null {
  if (now === null) return 'It is no longer here.'
  if (now.side !== null) return null
  const said = now.words === '' ? 'Nothing stands there now.' : `Now it says “${shortened(now.words)}”.`
  return `${said} Choose what is to stand.`
}

interface MetName {
  readonly id: Conflict['id']
  /** What it was called, should it be gone. */
  readonly name: string
}

const thingName = (view: View, { id, name }: MetName): string =>
  id === 'world' || id === view.root ? 'This world' : (view.artifact(id)?.name ?? name)

const valueTitle = (view: View, met: MetName & Pick<Conflict, 'key'>): string =>
  met.id === 'world' ? 'Title of the world' : `${thingName(view, met)}: ${valueLabel(met.key)}`

const pageOf = (name: string): string =>
  name === 'This world' ? 'the page of this world' : `the page of “${name}”`

/** One side of a conflict. */
const sideOf = <Side extends string>(side: Side, who: string, words: string): readonly [Side, ReactNode] => [
  side,
  <span key={side}>
    {ownerOf(who)}: <b>{words}</b>
  </span>,
]

function ownerOf(who: string): string {
  if (who === 'You') return 'Yours'
  return who.startsWith('You, ') || who.startsWith('This ') ? who : `${who}’s`
}
