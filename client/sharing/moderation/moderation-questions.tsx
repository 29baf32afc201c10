// The question about somebody, over the page: whether to keep them out.
import { useEffect } from 'react'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { Question } from '../../parts/dialog.tsx'
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
