// Where a value of one's own met one of theirs: both are shown, the present one is marked, a click takes the
// other.
import { Check } from 'lucide-react'
import { editWithNotice } from '../../world/context/act.ts'
import { useView, useWorld } from '../../world/context/use-world.ts'
import { choose, conflictOutcomeOf } from './conflict-choice.ts'
import type { AbsenceConflict, PutAwayConflict, PageConflict, ConflictValue } from '../compare/conflicts.ts'
import { placeOf } from '../compare/conflicts.ts'
import { awayWords, labelOf, wordsOf } from './conflict-words.ts'
import type { Report } from '../compare/away-summary.ts'

type BySomebody<T> = T & { readonly who: string }

interface ConflictListProps {
  readonly met: Report['met']
  readonly onGo: (met: AbsenceConflict) => void
}

export function ConflictList({ met, onGo }: ConflictListProps) {
  return (
    <section aria-labelledby="met-title" className="away-met">
      <h3 id="met-title" className="away-who">
        Yours and theirs
      </h3>
      <ul>
        {met.map((one) => (
          <MetLine key={placeOf(one)} met={one} onGo={onGo} />
        ))}
      </ul>
    </section>
  )
}

function MetLine({
  met,
  onGo,
}: {
  readonly met: BySomebody<AbsenceConflict>
  readonly onGo: ConflictListProps['onGo']
}) {
  switch (met.kind) {
    case 'page':
      return <PageLine met={met} onGo={onGo} />
    case 'away':
      return <AwayLine met={met} onGo={onGo} />
    case 'title':
    case 'field':
    case 'setting':
      return <ValueLine met={met} onGo={onGo} />
  }
}

function AwayLine({
  met,
  onGo,
}: {
  readonly met: BySomebody<PutAwayConflict>
  readonly onGo: ConflictListProps['onGo']
}) {
  return (
    <li className="met">
      <button type="button" className="away-line" onClick={() => onGo(met)}>
        {awayWords(met.name, met.by === 'mine' ? 'You' : met.who, met.by === 'mine' ? met.who : 'you')}
      </button>
    </li>
  )
}

function PageLine({
  met,
  onGo,
}: {
  readonly met: BySomebody<PageConflict>
  readonly onGo: ConflictListProps['onGo']
}) {
  const { view } = useWorld()
  const page = met.id === view.root ? 'the page of this world' : `the page of “${met.name}”`
  return (
    <li className="met">
      <button type="button" className="away-line" onClick={() => onGo(met)}>
        You and {met.who} both wrote on {page}. Everything you both wrote is there.
      </button>
    </li>
  )
}

function ValueLine({
  met,
  onGo,
}: {
  readonly met: BySomebody<ConflictValue>
  readonly onGo: ConflictListProps['onGo']
}) {
  const world = useWorld()
  const outcome = useView((view) => conflictOutcomeOf(view, met))
  const name = useView((view) => view.artifact(met.id)?.name ?? met.name)
  const about = met.kind === 'title' ? labelOf(met) : `${name}: ${labelOf(met)}`
  const take = (side: 'mine' | 'theirs') => () => editWithNotice(world, (edit) => choose(edit, met, side))
  return (
    <li className="met">
      <button type="button" className="away-line met-about" onClick={() => onGo(met)}>
        {about}
      </button>
      {outcome === 'gone' ? (
        <p className="away-note">It is no longer here.</p>
      ) : (
        <fieldset className="met-sides">
          <legend className="unseen">{about}</legend>
          {(['mine', 'theirs'] as const).map((side) => (
            <button
              key={side}
              type="button"
              className="met-side"
              aria-pressed={outcome === side}
              onClick={take(side)}
            >
              <span className="met-whose">{side === 'mine' ? 'Yours' : whose(met.who)}</span>
              <span className="met-value">{wordsOf(world.view, met, side)}</span>
              {outcome === side && <Check size={16} aria-hidden="true" className="met-check" />}
            </button>
          ))}
        </fieldset>
      )}
      {outcome === 'neither' && <p className="away-note">It has changed again since.</p>}
    </li>
  )
}

function whose(who: string): string {
  if (who === 'Somebody') return 'Somebody’s'
  return who.startsWith('You') || who.startsWith('The ') ? who : `${who}’s`
}
