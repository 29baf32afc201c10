// The questions about somebody, over the page: whether to keep them out, and which of their work to take
// back.
import { Suspense, useEffect } from 'react'
import { lazyWithRetry } from '../../browser/lazily.ts'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { Question } from '../../parts/dialog.tsx'
import { askModeration, useAsked, type ModerationQuestion } from './moderation-question.ts'
import { askTakingBack, useAskedTakingBack } from '../../world/taking-back.ts'
import { ban, unban } from '../../api/sharing-api.ts'

const TakeBack = lazyWithRetry(() => import('./take-back.tsx'))

const TakeEditsBack = lazyWithRetry(() => import('./take-edits-back.tsx'))

const closeTakingBack = (): void => askTakingBack(null)
const close = (): void => askModeration(null)

export function AskedAbout() {
  const asked = useAsked()
  // It is about somebody in this world.
  useEffect(() => close, [])
  const takingBack = useAskedTakingBack()
  useEffect(() => closeTakingBack, [])
  if (takingBack !== null) {
    return (
      <Suspense fallback={null}>
        <TakeEditsBack asked={takingBack} onClose={closeTakingBack} />
      </Suspense>
    )
  }
  if (asked === null) return null
  return asked.what === 'ban' ? <KeepOut asked={asked} /> : <TakingBack asked={asked} />
}

function KeepOut({ asked: { account, name } }: { readonly asked: ModerationQuestion }) {
  const { address } = useWorld().replica
  async function keepOut(): Promise<void> {
    await ban(address, account)
    notify({
      text: `${name} can no longer come in. “Share” lists everyone sent out.`,
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
    />
  )
}

function TakingBack({ asked: { account, name } }: { readonly asked: ModerationQuestion }) {
  const { address } = useWorld().replica
  return (
    <Suspense fallback={null}>
      <TakeBack address={address} account={account} name={name} onClose={close} />
    </Suspense>
  )
}
