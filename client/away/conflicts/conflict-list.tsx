// Where a value of one's own met one of theirs: both are shown, the present one is marked, a click takes the
// other.
import { Check } from 'lucide-react'
import { shortened } from '../../words/passage-words.ts'
import { editWithNotice } from '../../world/context/act.ts'
import { useView, useWorld } from '../../world/context/use-world.ts'
import { choose, chooseWords, conflictOutcomeOf, wordsAt } from './conflict-choice.ts'
import type {
  AbsenceConflict,
  ConflictValue,
  PageConflict,
  PutAwayConflict,
  WordsConflict,
} from '../compare/conflicts.ts'
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
    case 'words':
      return <WordsLine met={met} onGo={onGo} />
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

/** Words of both, which the page has joined: one's own, the other's, or one after the other. */
function WordsLine({
  met,
  onGo,
}: {
  readonly met: BySomebody<WordsConflict>
  readonly onGo: ConflictListProps['onGo']
}) {
  const world = useWorld()
  const said = useView((view) => JSON.stringify(wordsAt(view, met)))
  const now = said === 'null' ? null : wordsAt(world.view, met)
  const name = useView((view) =>
    met.id === view.root ? 'This world' : (view.artifact(met.id)?.name ?? met.name),
  )
  const about = `${name}: ${now === null ? 'its page' : `line ${now.line} of its page`}`
  const sides = [
    ['mine', 'Yours', met.mine],
    ['theirs', whose(met.who), met.theirs],
    ['both', 'Both, one after the other', null],
  ] as const
  return (
    <li className="met">
      <button type="button" className="away-line met-about" onClick={() => onGo(met)}>
        {about}
      </button>
      {now === null && <p className="away-note">It is no longer here.</p>}
      {now !== null && now.side === null && (
        <p className="away-note met-words">
          {now.words === '' ? 'Nothing stands there now.' : `Now it says “${shortened(now.words)}”.`} Choose
          what is to stand.
        </p>
      )}
      {now !== null && (
        <fieldset className="met-sides">
          <legend className="unseen">{about}</legend>
          {sides
            .filter(([side]) => side !== 'both' || (met.mine !== '' && met.theirs !== ''))
            .map(([side, label, words]) => (
              <button
                key={side}
                type="button"
                className="met-side"
                data-wide={side === 'both' || undefined}
                aria-pressed={now.side === side}
                onClick={() => editWithNotice(world, (edit) => chooseWords(edit, met, side))}
              >
                <span className="met-whose">{label}</span>
                {words !== null && (
                  <span className="met-value met-words">{words === '' ? 'deleted' : shortened(words)}</span>
                )}
                {now.side === side && <Check size={16} aria-hidden="true" className="met-check" />}
              </button>
            ))}
        </fieldset>
      )}
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
