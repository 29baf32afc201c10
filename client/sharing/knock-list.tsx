// Those who wait at the door, each with a word of theirs: let in, or not now.
import { useState } from 'react'
import type { Knock } from '../../shared/wire/api/sharing-bodies.ts'
import { Ago } from '../parts/ago.tsx'
import { Button } from '../parts/button.tsx'
import { answerKnock } from '../api/sharing-api.ts'
import { Choose } from '../parts/choose.tsx'
import { SharePart, Who, type SharingProps } from './frame/share-part.tsx'
import { CAN, LINK_RIGHTS } from '../words/right-words.ts'

const RIGHTS = LINK_RIGHTS.map((value) => ({ value, label: CAN[value] }))

export function Knocks(props: SharingProps) {
  const { knocks } = props.sharing
  if (knocks.length === 0) return null
  return (
    <SharePart title="At the door">
      <ul className="share-list">
        {knocks.map((knock) => (
          <Waiting key={knock.account} {...props} knock={knock} />
        ))}
      </ul>
    </SharePart>
  )
}

function Waiting({
  knock: { account, name, words, at },
  address,
  change,
}: SharingProps & { readonly knock: Knock }) {
  const [right, setRight] = useState(LINK_RIGHTS[0] ?? 'see')
  const answer = (given: typeof right | 'none'): void =>
    void change(
      () => answerKnock(address, account, given),
      (before) => ({ ...before, knocks: before.knocks.filter((one) => one.account !== account) }),
    )
  return (
    <li className="share-knock">
      <Who
        name={name}
        account={account}
        more={
          <>
            {' · '}
            <Ago at={at} />
          </>
        }
      />
      {words !== '' && <q className="share-words">{words}</q>}
      <div className="share-ways">
        <Choose label={`What ${name} can do`} value={right} options={RIGHTS} onChoose={setRight} />
        <Button look="main" aria-label={`Let in: ${name}`} onClick={() => answer(right)}>
          Let in
        </Button>
        <Button look="quiet" aria-label={`Not now: ${name}`} onClick={() => answer('none')}>
          Not now
        </Button>
      </div>
    </li>
  )
}
