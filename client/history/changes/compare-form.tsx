// Choosing what to compare: the moment that is shown with now, with the session before, or with a version.
import { useState } from 'react'
import { FIRST_REVISION, type Revision } from '../../../shared/history/revision.ts'
import { Button } from '../../parts/button.tsx'
import { Choose } from '../../parts/choose.tsx'
import { sessionWith } from '../travel/find-session.ts'
import { useMoment, useSessions, useTimeTravel, useVersions } from '../use-time-travel.ts'

type What = 'session' | 'now' | `version ${string}`

export function CompareForm() {
  const travel = useTimeTravel()
  const moment = useMoment()
  const { list, head } = useSessions()
  const { versions } = useVersions()
  const [what, setWhat] = useState<What>('session')
  const at = moment?.revision ?? head
  if (at === null) return <p className="panel-note">Nothing was written here yet.</p>
  const session = sessionWith(list, at) ?? list.at(-1) ?? null
  const options: { readonly value: What; readonly label: string }[] = [
    { value: 'session', label: 'in the session of this moment' },
    ...(moment === null ? [] : [{ value: 'now' as const, label: 'from this moment until now' }]),
    ...versions.map(({ id, name }) => ({
      value: `version ${id}` as const,
      label: `between “${name}” and ${moment === null ? 'now' : 'this moment'}`,
    })),
  ]
  function compare(): void {
    const version = versions.find(({ id }) => what === `version ${id}`)
    const ends = endsOf({ what, at: at ?? FIRST_REVISION, head, session, version: version?.revision })
    if (ends !== null) travel.compare(...ends)
  }
  return (
    <div className="compare-form">
      <p className="panel-note">
        What came is marked on the floor, what went is shown pale, and the list leads through it.
      </p>
      <Choose label="What changed" value={what} options={options} onChoose={setWhat} />
      <Button onClick={compare}>Show what changed</Button>
    </div>
  )
}

interface CompareAsked {
  readonly what: What
  readonly at: Revision
  readonly head: Revision | null
  readonly session: { readonly from: Revision; readonly to: Revision } | null
  readonly version: Revision | undefined
}

/** The earlier and the later one of the two. */
function endsOf({ what, at, head, session, version }: CompareAsked): readonly [Revision, Revision] | null {
  if (what === 'session') return session && [session.from, session.to]
  const other = what === 'now' ? head : (version ?? null)
  if (other === null) return null
  return other < at ? [other, at] : [at, other]
}
