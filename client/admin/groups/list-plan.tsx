// What a list of names comes to, line by line, before anything is done.
import type { NameListPlan } from '../../../shared/wire/groups.ts'
import { count } from '../../app/words.ts'

const WHAT: Readonly<Record<NameListPlan['lines'][number]['what'], string>> = {
  joins: 'has an account, and is put in',
  invited: 'gets a slip with a code',
  member: 'is in the group already',
  pending: 'has a slip already',
}

export function ListPlan({ plan: { lines, problems } }: { readonly plan: NameListPlan }) {
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
