// One conflict, as whoever was away settles it: both sides, the one that stands, and a click takes another.
import type {
  AbsenceConflict,
  ValueConflict,
  WordsConflict,
} from '../../shared/history/merge/compare-absence.ts'
import type { TextSide } from '../../shared/history/merge/text-places.ts'
import { ConflictChoice } from '../parts/changes/conflict-choice.tsx'
import { valueWords } from '../parts/changes/value-words.ts'
import { editWithNotice } from '../world/context/act.ts'
import { useView, useWorld } from '../world/context/use-world.ts'
import { shortened } from '../words/passage-words.ts'
import { outcomeOf, settleValue, settleWords, wordsAt } from './settle-conflict.ts'
import { limboWords, pageWords, sideOf, thingName, valueTitle } from './conflict-words.tsx'

interface MetConflictProps<Conflict extends AbsenceConflict> {
  readonly met: Conflict & { readonly who: string }
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
      return <SaidConflict words={pageWords(name, met.who)} onGo={onGo} />
    case 'limbo': {
      const [putter, changer] = met.by === 'mine' ? ['You', met.who] : [met.who, 'you']
      return <SaidConflict words={limboWords(met.name, putter, changer)} onGo={onGo} />
    }
  }
}

/** One in which there is nothing to choose. */
export function SaidConflict({ words, onGo }: { readonly words: string; readonly onGo: () => void }) {
  return (
    <button type="button" className="change-entry" onClick={onGo}>
      {words}
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
