// Those who have a right by their name, and adding one.
import { X } from 'lucide-react'
import { useId, useState, type FormEvent } from 'react'
import type { Sharing } from '../../shared/wire/api/sharing-bodies.ts'
import type { Right } from '../../shared/world/rights.ts'
import { useMe } from '../session/me.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { grant } from '../api/sharing-api.ts'
import { Choose } from '../parts/choose.tsx'
import { SharePart, Who, type SharingProps } from './frame/share-part.tsx'
import { CAN, MEANS, PERSON_RIGHTS } from '../words/right-words.ts'

const RIGHTS = PERSON_RIGHTS.map((value) => ({ value, label: CAN[value] }))

export function People(props: SharingProps) {
  const { owner, people } = props.sharing
  const { person } = useMe()
  return (
    <SharePart title="People">
      <ul className="share-list">
        {owner !== null && (
          <li className="share-line">
            <Who
              name={owner.name}
              account={owner.account}
              more={owner.account === person.account && ' · you'}
            />
            <span className="share-fixed">{CAN.own}</span>
          </li>
        )}
        {people.map((one) => (
          <Line key={one.account} {...props} one={one} />
        ))}
      </ul>
      <AddPerson {...props} />
    </SharePart>
  )
}

interface PersonRightProps extends SharingProps {
  readonly one: Sharing['people'][number]
}

function Line({ one: { account, name, right }, address, change }: PersonRightProps) {
  const give = (given: Right): void =>
    void change(
      () => grant(address, account, given),
      (before) => ({
        ...before,
        people: before.people.flatMap((other) =>
          other.account !== account ? other : given === 'none' ? [] : { ...other, right: given },
        ),
      }),
    )
  return (
    <li className="share-line">
      <Who name={name} account={account} />
      <Choose label={`What ${name} can do`} value={right} options={RIGHTS} onChoose={give} />
      <IconButton label={`Take away access for ${name}`} onClick={() => give('none')}>
        <X size={17} aria-hidden="true" />
      </IconButton>
    </li>
  )
}

function AddPerson({ address, change }: SharingProps) {
  const [account, setAccount] = useState('')
  const [right, setRight] = useState<(typeof PERSON_RIGHTS)[number]>('edit')
  const hint = useId()
  function add(event: FormEvent): void {
    event.preventDefault()
    const wanted = account.trim()
    void change(() => grant(address, wanted, right)).then((isKept) => isKept && setAccount(''))
  }
  return (
    <form className="share-add" onSubmit={add}>
      <input
        className="field-input"
        aria-label="Account to add"
        aria-describedby={hint}
        placeholder="bob, or bob@house.example"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        value={account}
        onChange={({ target }) => setAccount(target.value)}
      />
      <Choose label="What they can do" value={right} options={RIGHTS} onChoose={setRight} />
      <Button type="submit" disabled={account.trim() === ''}>
        Add
      </Button>
      <p className="share-hint" id={hint}>
        Someone who {CAN[right]} {MEANS[right]}.
      </p>
    </form>
  )
}
