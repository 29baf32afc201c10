// The question about somebody, over the page: whether to keep them out, and whether what they
// took along comes back.
import { useCallback, useEffect, useState } from 'react'
import type { LentThings } from '../../../shared/wire/peers/transfer-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { callBack, fetchLoans } from '../../api/transfers-api.ts'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { Choice } from '../../parts/choice.tsx'
import { Question } from '../../parts/dialog.tsx'
import { useRequest } from '../../parts/requests/use-request.ts'
import { count } from '../../words/counts.ts'
import { askModeration, useAsked, type ModerationQuestion } from './moderation-question.ts'
import { ban, unban } from '../../api/sharing-api.ts'

const close = (): void => askModeration(null)

export function AskedAbout() {
  const asked = useAsked()
  // It is about somebody in this world.
  useEffect(() => close, [])
  return asked && <KeepOut asked={asked} />
}

function KeepOut({ asked: { account, name } }: { readonly asked: ModerationQuestion }) {
  const { address } = useWorld().replica
  const [loans] = useRequest(useCallback(() => fetchLoans(address), [address]))
  const [comesBack, setComesBack] = useState(true)
  const things = loans.state === 'here' ? loans.value.things.filter(({ holder }) => holder === account) : []
  async function keepOut(): Promise<void> {
    await ban(address, account)
    const trouble = comesBack ? await callAllBack(address, things) : null
    notify({
      text: `${name} can no longer come in. ${trouble ?? '“Share” lists everyone sent out.'}`,
      action: {
        label: 'Undo',
        run: () => void unban(address, account).catch((error: unknown) => notify({ text: wordsOf(error) })),
      },
    })
  }
  return (
    <Question
      title={`Send ${name} out for good?`}
      text={`${name} (${account}) cannot come back into this world, whatever their rights, until you let them in again under “Share”. What they hold goes back to where they took it. What they wrote stays.`}
      yes="Send out for good"
      open
      onClose={close}
      onYes={keepOut}
    >
      {things.length > 0 && (
        <Choice
          label={`Call back what ${name} took along`}
          hint={namesOf(things)}
          isChosen={comesBack}
          onChoose={setComesBack}
        />
      )}
    </Question>
  )
}

/** So many lent things are named; of more it is said how many there are. */
const NAMED_MAX = 5

function namesOf(things: LentThings['things']): string {
  const names = things.slice(0, NAMED_MAX).map(({ name }) => (name === '' ? 'A thing' : name))
  const more = things.length - names.length
  return new Intl.ListFormat('en-GB').format([...names, ...(more > 0 ? [`${more} more`] : [])])
}

/** One after the other; answers which do not come, and why, or null. They stay in the list under *Share*. */
async function callAllBack(address: Address, things: LentThings['things']): Promise<string | null> {
  const troubles: string[] = []
  for (const { id, name } of things)
    await callBack(address, id).catch((error: unknown) => troubles.push(`${name}: ${wordsOf(error)}`))
  const [first] = troubles
  if (first === undefined) return null
  return troubles.length === 1 ? first : `${count(troubles.length, 'thing')} did not come back yet. ${first}`
}
