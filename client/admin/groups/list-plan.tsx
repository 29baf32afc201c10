// The effect of a list of names, line by line, before anything is done.
import type { NameListPlan } from '../../../shared/wire/api/group-bodies.ts'
import { count } from '../../words/counts.ts'

type PlanLine = NameListPlan['lines'][number]

const WHAT: Readonly<Record<PlanLine['what'], string>> = {
  joins: 'has an account, and is put in',
  invited: 'gets a slip with a code',
  member: 'is in the group already',
  pending: 'has a slip already',
}

/** "2 people get a slip with a code, 1 person has an account and will be put in." */
function summary({ lines }: NameListPlan): string {
  const many = (wanted: PlanLine['what']): number => lines.filter(({ what }) => what === wanted).length
  const [invited, joins] = [many('invited'), many('joins')]
  const told = [
    invited > 0 && `${invited === 1 ? '1 person gets' : `${invited} people get`} a slip with a code`,
    joins > 0 && `${joins === 1 ? '1 person has' : `${joins} people have`} an account and will be put in`,
  ].filter((words) => words !== false)
  return told.length === 0 ? 'Everyone in this list is in the group, or has a slip.' : `${told.join(', ')}.`
}

export function ListPlan({ plan }: { readonly plan: NameListPlan }) {
  const { lines, problems } = plan
  if (lines.length === 0 && problems.length === 0)
    return <p className="card-text">There are no names in this list.</p>
  return (
    <div className="group-plan">
      {problems.length > 0 && (
        <>
          <p className="card-text" role="alert">
            {count(problems.length, 'line')} cannot be taken. Change the list; nothing is done until all of it
            can be.
          </p>
          <ul className="group-problems">
            {problems.map(({ line, problem }) => (
              <li key={line}>
                <b>Line {line}</b> {problem}
              </li>
            ))}
          </ul>
        </>
      )}
      {problems.length === 0 && <output className="card-text">{summary(plan)}</output>}
      <ul className="group-lines">
        {lines.map(({ line, name, account, what }) => (
          <li key={line}>
            <span className="admin-name">{name}</span>{' '}
            {account !== null && <span className="address">{account}</span>}
            <span className="group-what">{WHAT[what]}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
