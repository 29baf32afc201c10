// The groups that one is in: one may do there what worlds allow them.
import { useState } from 'react'
import type { GroupPeople, MyGroups } from '../../shared/wire/api/group-bodies.ts'
import { useRequest } from '../parts/requests/use-request.ts'
import { fetchGroupPeople, fetchMyGroups } from '../api/groups-api.ts'
import { Link } from '../parts/route-link.tsx'
import { notify } from '../notices/notices.ts'
import { CODE } from '../navigation/route.ts'
import { count } from '../words/counts.ts'
import { wordsOf } from '../api/request.ts'
import { Button } from '../parts/button.tsx'
import { PagePart } from '../parts/page-part.tsx'
import { comeBackHere } from '../navigation/return-path.ts'
import './own-groups.css'

export function GroupsPart() {
  const [asked] = useRequest(fetchMyGroups)
  // A list that cannot be fetched now is there at the next look.
  const groups = asked.state === 'here' ? asked.value.groups.filter(({ isMember }) => isMember) : []
  return (
    <PagePart
      title="Your groups"
      text={
        groups.length === 0
          ? 'You are in no group. Admins make groups, such as a class or a team.'
          : 'What a world lets a group do, everyone in it can do. Admins put people in groups and take them out.'
      }
    >
      {groups.length > 0 && (
        <ul className="my-groups">
          {groups.map((group) => (
            <Line key={group.id} group={group} />
          ))}
        </ul>
      )}
      <div className="account-ways">
        <Link to={CODE} className="button" onClick={comeBackHere}>
          I have a code
        </Link>
      </div>
    </PagePart>
  )
}

function Line({ group: { id, name, members } }: { readonly group: MyGroups['groups'][number] }) {
  const [shown, setShown] = useState<GroupPeople | null>(null)
  function toggle(): void {
    if (shown !== null) return setShown(null)
    fetchGroupPeople(id).then(setShown, (error: unknown) => notify({ text: wordsOf(error) }))
  }
  return (
    <li>
      <div className="my-group">
        <span className="my-group-name">{name}</span>
        <Button
          look="quiet"
          aria-expanded={shown !== null}
          aria-label={`${count(members, 'member')} of ${name}`}
          onClick={toggle}
        >
          {count(members, 'member')}
        </Button>
      </div>
      {shown !== null && <p className="my-group-people">{shown.people.map(({ name }) => name).join(', ')}</p>}
    </li>
  )
}
