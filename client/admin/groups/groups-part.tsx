// The groups of the node: classes, teams. Each has a sheet of its own.
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { GroupLine } from '../../../shared/wire/api/group-bodies.ts'
import { Link } from '../../parts/route-link.tsx'
import { go } from '../../navigation/route.ts'
import { Button } from '../../parts/button.tsx'
import { Answer, Pages, SearchLine, Section } from '../frame/admin-section.tsx'
import { pathOfGroup } from '../../navigation/admin-sections.ts'
import { Table, type Column } from '../frame/admin-table.tsx'
import { useList } from '../frame/use-paged-list.ts'
import { fetchGroups, makeGroup } from '../../api/admin-groups-api.ts'
import { NameCard } from './name-card.tsx'

const COLUMNS: readonly Column<GroupLine>[] = [
  { title: 'Group', cell: ({ id, name }) => <Link to={pathOfGroup(id)}>{name}</Link> },
  { title: 'Members', isNumber: true, cell: ({ members }) => members.toLocaleString('en-GB') },
  { title: 'Slips not used', isNumber: true, cell: ({ pending }) => pending.toLocaleString('en-GB') },
]

export default function GroupsPart() {
  const { asked, again, search, setSearch, page, setPage } = useList(fetchGroups)
  const [isMaking, setMaking] = useState(false)
  return (
    <Section
      title="Groups"
      text="A group is a class, a team, or a club. A world’s owner can let a group in under “Share”: then everyone in it has that access, for as long as they are in it."
      ways={
        <Button look="main" onClick={() => setMaking(true)}>
          <Plus size={18} aria-hidden="true" /> New group
        </Button>
      }
    >
      <SearchLine label="Search by name" value={search} onText={setSearch} />
      <Answer asked={asked} onAgain={again}>
        {({ groups, total }) => (
          <>
            {groups.length === 0 && (
              <p className="empty">
                {search === '' ? 'There are no groups yet.' : 'There is no group of that name.'}
              </p>
            )}
            {groups.length > 0 && (
              <Table label="Groups" columns={COLUMNS} lines={groups} keyOf={({ id }) => id} />
            )}
            <Pages page={page} total={total} noun="group" onPage={setPage} />
          </>
        )}
      </Answer>
      {isMaking && (
        <NameCard
          title="New group"
          send="Make group"
          onClose={() => setMaking(false)}
          onName={async (body) => go(pathOfGroup((await makeGroup(body)).id))}
        />
      )}
    </Section>
  )
}
