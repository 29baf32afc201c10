// Choosing several accounts for one deed: by their boxes, or all that the search finds; the choice stays
// while one looks further.
import { useCallback, useState, type ReactNode } from 'react'
import { ENDED_AT_ONCE_MAX } from '../../../shared/wire/api/account-ending-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { fetchGroupPeople, fetchMyGroups } from '../../api/groups-api.ts'
import { notify } from '../../notices/notices.ts'
import { count } from '../../words/counts.ts'
import { useMe } from '../../session/me.ts'
import { Button } from '../../parts/button.tsx'
import { Choose } from '../../parts/choose.tsx'
import type { AccountToEnd } from './end-accounts-card.tsx'
import { fetchAccountNames } from '../../api/ending-api.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import './ending.css'

export interface Choosing {
  readonly all: readonly AccountToEnd[]
  readonly has: (account: string) => boolean
  readonly choose: (one: AccountToEnd, isChosen: boolean) => void
  readonly set: (all: readonly AccountToEnd[]) => void
}

export function useChoosing(): Choosing {
  const [chosen, setChosen] = useState<ReadonlyMap<string, AccountToEnd>>(new Map())
  return {
    all: [...chosen.values()],
    has: (account) => chosen.has(account),
    choose: useCallback(
      (one, isChosen) =>
        setChosen((before) => {
          const next = new Map(before)
          if (!isChosen) next.delete(one.account)
          else if (next.size < ENDED_AT_ONCE_MAX) next.set(one.account, one)
          else notify({ text: `At most ${ENDED_AT_ONCE_MAX} accounts at once.` })
          return next
        }),
      [],
    ),
    set: useCallback((all) => setChosen(new Map(all.map((one) => [one.account, one]))), []),
  }
}

interface PickProps {
  readonly choosing: Choosing
  readonly one: AccountToEnd
  readonly children: ReactNode
}

/** A box beside what it is about. */
export function Pick({ choosing, one: { account, name }, children }: PickProps) {
  return (
    <span className="admin-pick">
      <label className="admin-check">
        <input
          type="checkbox"
          aria-label={`Choose ${name} (${account})`}
          checked={choosing.has(account)}
          onChange={({ target }) => choosing.choose({ account, name }, target.checked)}
        />
      </label>
      {children}
    </span>
  )
}

interface ChosenBarProps {
  readonly choosing: Choosing
  readonly search: string
  readonly onEnd: () => void
}

export function ChosenBar({ choosing, search, onEnd }: ChosenBarProps) {
  const number = choosing.all.length
  const chooseAll = telling(async () => {
    const { accounts, total } = await fetchAccountNames(search)
    choosing.set(accounts)
    if (total > accounts.length)
      notify({ text: `The first ${accounts.length} of ${total} are chosen: at most that many at once.` })
  })
  return (
    <fieldset className="admin-bulk">
      <legend className="unseen">Choose accounts</legend>
      <Button onClick={chooseAll}>{search.trim() === '' ? 'Choose everyone' : 'Choose all found'}</Button>
      <GroupChoice choosing={choosing} />
      <output>{number > 0 && `${count(number, 'account')} chosen`}</output>
      {number > 0 && (
        <>
          <Button look="quiet" onClick={() => choosing.set([])}>
            Choose none
          </Button>
          <Button look="grave" onClick={onEnd}>
            Delete them…
          </Button>
        </>
      )}
    </fieldset>
  )
}

const NO_GROUP = ''

/** All of a group: nothing where there are no groups. */
function GroupChoice({ choosing }: { readonly choosing: Choosing }) {
  const { person } = useMe()
  const [asked] = useRequest(fetchMyGroups)
  if (asked.state !== 'here' || asked.value.groups.length === 0) return null
  const options = [
    { value: NO_GROUP, label: 'Choose a group' },
    ...asked.value.groups.map(({ id, name }) => ({ value: id, label: name })),
  ]
  const chooseGroup = (id: string): void =>
    telling(async () => {
      const { people } = await fetchGroupPeople(id)
      choosing.set(people.filter(({ account }) => account !== person.account))
    })()
  return (
    <Choose
      label="Choose all of a group"
      value={NO_GROUP}
      options={options}
      onChoose={(id) => id !== NO_GROUP && chooseGroup(id)}
    />
  )
}

/** Does it, and says what went wrong. */
const telling = (work: () => Promise<void>) => (): void =>
  void work().catch((error: unknown) => notify({ text: wordsOf(error) }))
