// One conflict, in words: whoever was away settles it, by a click on the side that is to stand; whoever was
// there reads of it.
import type { ReactNode } from 'react'
import type {
  AbsenceConflict,
  ValueConflict,
  WordsConflict,
} from '../../shared/history/merge/compare-absence.ts'
import type { ThingId } from '../../shared/history/merge/merge-types.ts'
import type { TextSide } from '../../shared/history/merge/text-places.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { ConflictChoice } from '../parts/changes/conflict-choice.tsx'
import { valueLabel, valueWords } from '../parts/changes/value-words.ts'
import { shortened } from '../words/passage-words.ts'
import { editWithNotice } from '../world/context/act.ts'
import { useView, useWorld } from '../world/context/use-world.ts'
import { wordsNow, type AnnouncedConflict } from './announced-conflicts.ts'
import { outcomeOf, settleValue, settleWords, wordsAt } from './settle-conflict.ts'

interface ConflictProps<Met> {
  /** `who`: whose work met one's own. */
  readonly met: Met & { readonly who: string }
  readonly onGo: () => void
}

export function MetConflict({ met, onGo }: ConflictProps<AbsenceConflict>) {
  if (met.kind === 'value') return <MetValue met={met} onGo={onGo} />
  if (met.kind === 'words') return <MetWords met={met} onGo={onGo} />
  return <SaidConflict met={met} onGo={onGo} />
}

/** As it is told to whoever was there: the other one is asked to choose. */
export function ToldConflict({ met, onGo }: ConflictProps<AnnouncedConflict>) {
  const about = useView((view) => (met.kind === 'value' ? valueTitle(view, met) : thingName(view, met)))
  const now = useView((view) => (met.kind === 'value' ? wordsNow(view, met) : null))
  if (met.kind === 'page' || met.kind === 'limbo') return <SaidConflict met={met} onGo={onGo} />
  const { who, yours, theirs } = met
  const isNewer = now !== null && now !== yours && now !== theirs
  const atPlace = `You and ${who} both wrote at one place of ${pageOf(about)}. Both versions are there, side by side. ${who} is asked to choose.`
  return (
    <ConflictChoice
      about={about}
      note={met.kind === 'words' ? atPlace : isNewer ? CHANGED_AGAIN : null}
      sides={[sideOf('yours', 'You', yours), sideOf('theirs', who, theirs)]}
      chosen={now === yours ? 'yours' : now === theirs ? 'theirs' : null}
      onShow={onGo}
    />
  )
}

type SaidConflictProps = ConflictProps<
  ConflictSubject &
    /** `by`: who put it away; whom it is told to, or the other one. */
    ({ readonly kind: 'page' } | { readonly kind: 'limbo'; readonly by: 'mine' | 'yours' | 'theirs' })
>

/** One in which there is nothing to choose: of a page, or of a thing that one put away and one changed. */
function SaidConflict({ met, onGo }: SaidConflictProps) {
  const name = useView((view) => thingName(view, met))
  const { who } = met
  const [putter, changer] = met.kind === 'limbo' && met.by === 'theirs' ? [who, 'you'] : ['You', who]
  return (
    <button type="button" className="change-entry" onClick={onGo}>
      {met.kind === 'page'
        ? `You and ${who} both wrote on ${pageOf(name)}. Everything you both wrote is there.`
        : `${putter} put “${met.name ?? name}” into limbo, and ${changer} changed it meanwhile. It is in limbo with what ${changer} changed.`}
    </button>
  )
}

const GONE = 'It is no longer here.'
const CHANGED_AGAIN = 'It has changed again since.'

function MetValue({ met, onGo }: ConflictProps<ValueConflict>) {
  const world = useWorld()
  const outcome = useView((view) => outcomeOf(view, met))
  const about = useView((view) => valueTitle(view, met))
  const words = (value: ValueConflict['base']): string => valueWords(met.key, value, world.view)
  const isGone = outcome === 'gone'
  return (
    <ConflictChoice
      about={about}
      note={isGone ? GONE : outcome === 'neither' ? CHANGED_AGAIN : `It was ${words(met.base)}.`}
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
function MetWords({ met, onGo }: ConflictProps<WordsConflict>) {
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
  if (now === null) return GONE
  if (now.side !== null) return null
  const said = now.words === '' ? 'Nothing stands there now.' : `Now it says “${shortened(now.words)}”.`
  return `${said} Choose what is to stand.`
}

interface ConflictSubject {
  readonly id: ThingId
  /** What it was called then, where that is known. */
  readonly name?: string
}

const thingName = (view: View, { id, name = '' }: ConflictSubject): string =>
  id === 'world' || id === view.root ? 'This world' : (view.artifact(id)?.name ?? name)

const valueTitle = (view: View, met: ConflictSubject & Pick<ValueConflict, 'key'>): string =>
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
