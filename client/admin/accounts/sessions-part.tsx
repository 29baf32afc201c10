// The sessions of people, and where; each can be ended.
import type { AdminSession } from '../../../shared/wire/api/admin-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { Button } from '../../parts/button.tsx'
import { endSession, fetchSessions } from '../../api/admin-api.ts'
import { Answer, Pages, SearchLine, Section } from '../frame/admin-section.tsx'
import { Table, type Column } from '../frame/admin-table.tsx'
import { useServerAction } from '../../parts/requests/use-action.ts'
import { useList } from '../frame/use-paged-list.ts'

const COLUMNS: readonly Column<AdminSession>[] = [
  {
    title: 'Who',
    cell: ({ name, account, isThis }) => (
      <span className="admin-who">
        <span className="admin-name">{name}</span> <span className="address">{account}</span>
        {isThis && <span className="admin-mark">this browser</span>}
      </span>
    ),
  },
  { title: 'Browser', cell: ({ label }) => label },
  { title: 'From', cell: ({ from }) => <span className="address">{from}</span> },
  { title: 'Last seen', cell: ({ seenAt }) => <Ago at={seenAt} /> },
  { title: 'Since', cell: ({ since }) => <Ago at={since} /> },
]

export default function SessionsPart() {
  const { asked, again, search, setSearch, page, setPage } = useList(fetchSessions)
  const doing = useServerAction(again)
  return (
    <Section
      title="Signed in"
      text="Every browser where someone is signed in to an account. End one, and that person has to sign in again."
    >
      <SearchLine label="Search by name, browser or address" value={search} onText={setSearch} />
      <Answer asked={asked} onAgain={again}>
        {({ sessions, total }) => (
          <>
            {sessions.length === 0 && <p className="empty">Nobody signed in has that name.</p>}
            {sessions.length > 0 && (
              <Table
                label="Sessions"
                columns={COLUMNS}
                lines={sessions}
                keyOf={({ id }) => id}
                renderWays={({ id, name, label, isThis }) =>
                  !isThis && (
                    <Button
                      look="quiet"
                      onClick={() => doing(endSession(id), `${name} is signed out there.`)}
                      aria-label={`End ${label} of ${name}`}
                    >
                      End
                    </Button>
                  )
                }
              />
            )}
            <Pages page={page} total={total} noun="session" onPage={setPage} />
          </>
        )}
      </Answer>
    </Section>
  )
}
