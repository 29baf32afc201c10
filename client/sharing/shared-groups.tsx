// Groups of this node that have a right in a world, such as a class, and giving one to another group.
import { X } from 'lucide-react'
import { useEffect, useId, useState, type FormEvent } from 'react'
import type { GroupRef } from '../../shared/wire/api/group-bodies.ts'
import type { OpenRight, SharedGroup } from '../../shared/wire/api/sharing-bodies.ts'
import { nodeOf } from '../../shared/world/address.ts'
import { wordsOf } from '../api/request.ts'
import { fetchGroupPeople, fetchMyGroups } from '../api/groups-api.ts'
import { count } from '../words/counts.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { grantGroup } from '../api/sharing-api.ts'
import { Choose } from '../parts/choose.tsx'
import { SharePart, type SharingProps } from './frame/share-part.tsx'
import { CAN, LINK_RIGHTS } from '../words/right-words.ts'

const RIGHTS = LINK_RIGHTS.map((value) => ({ value, label: CAN[value] }))

/** Nothing where a world is shared with no group, and its owner could name none. */
export function SharedGroups(props: SharingProps) {
  const { groups } = props.sharing
  const mine = useMyGroups()
  // On another node there are other groups.
  const isHere = nodeOf(props.address) === null
  const others = mine.filter(({ id }) => isHere && groups.every((group) => group.id !== id))
  if (groups.length === 0 && others.length === 0) return null
  return (
    <SharePart title="Groups">
      {groups.length > 0 && (
        <ul className="share-list">
          {groups.map((group) => (
            <Line key={group.id} {...props} group={group} />
          ))}
        </ul>
      )}
      {others.length > 0 && <AddGroup {...props} others={others} />}
    </SharePart>
  )
}

/** Those that one may name; none until the server has told. */
function useMyGroups(): readonly GroupRef[] {
  const [groups, setGroups] = useState<readonly GroupRef[]>([])
  useEffect(() => {
    let isWanted = true
    fetchMyGroups().then(
      (mine) => isWanted && setGroups(mine.groups),
      // Without them there are no more to choose from.
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [])
  return groups
}

function Line({ group, address, change }: SharingProps & { readonly group: SharedGroup }) {
  const { id, name, members, isNamed, right } = group
  const [people, setPeople] = useState<string | null>(null)
  const give = (given: OpenRight): void =>
    void change(
      () => grantGroup(address, id, given),
      (before) => ({
        ...before,
        groups: before.groups.flatMap((other) =>
          other.id !== id ? other : given === 'none' ? [] : { ...other, right: given },
        ),
      }),
    )
  function toggle(): void {
    if (people !== null) return setPeople(null)
    fetchGroupPeople(id).then(
      (found) => setPeople(found.people.map((one) => one.name).join(', ') || 'Nobody yet.'),
      (error: unknown) => setPeople(wordsOf(error)),
    )
  }
  const size = count(members, 'member')
  return (
    <li>
      <div className="share-line">
        <span className="share-who">
          <span className="share-name">{name}</span>
          <span className="share-account">
            {isNamed ? (
              <button
                type="button"
                className="share-more"
                aria-expanded={people !== null}
                aria-label={`${size}: who is in ${name}`}
                onClick={toggle}
              >
                {size}
              </button>
            ) : (
              size
            )}
          </span>
        </span>
        <Choose
          label={`What ${name} can do`}
          value={right === 'none' ? 'see' : right}
          options={RIGHTS}
          onChoose={give}
        />
        <IconButton label={`Take away access for ${name}`} onClick={() => give('none')}>
          <X size={17} aria-hidden="true" />
        </IconButton>
      </div>
      {people !== null && <p className="share-hint">{people}</p>}
    </li>
  )
}

function AddGroup({ address, change, others }: SharingProps & { readonly others: readonly GroupRef[] }) {
  const [chosen, setChosen] = useState('')
  const [right, setRight] = useState<(typeof LINK_RIGHTS)[number]>('edit')
  const hint = useId()
  // One that was given a right meanwhile is no choice any more.
  const id = others.some((group) => group.id === chosen) ? chosen : (others[0]?.id ?? '')
  function add(event: FormEvent): void {
    event.preventDefault()
    void change(() => grantGroup(address, id, right))
  }
  return (
    <form className="share-add" onSubmit={add}>
      <Choose
        label="Group to add"
        aria-describedby={hint}
        value={id}
        options={others.map(({ id, name }) => ({ value: id, label: name }))}
        onChoose={setChosen}
      />
      <Choose label="What the group can do" value={right} options={RIGHTS} onChoose={setRight} />
      <Button type="submit">Add</Button>
      <p className="share-hint" id={hint}>
        Everyone in the group has it, also who comes later, for as long as they are in it.
      </p>
    </form>
  )
}
