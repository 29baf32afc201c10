// What who owns a world can do about somebody who is here: have them be silent, send them out, keep them out, take back what they wrote.
import { Ban, DoorOpen, MessageCircleOff, MoreVertical, Undo2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Sharing } from '../../shared/wire/sharing.ts'
import { wordsOf } from '../app/api.ts'
import { notify } from '../app/notices.ts'
import { IconButton } from '../parts/button.tsx'
import { Question } from '../parts/dialog.tsx'
import { Menu, MenuItem, MenuRule } from '../parts/menu.tsx'
import { ban, kick, mute, unban, unmute } from './calls.ts'
import type { Moderation } from './moderation.ts'

const TakeBack = lazy(() => import('./take-back.tsx'))

interface Props {
  readonly moderation: Moderation
  readonly account: string
  readonly name: string
}

/** Does it, says so, and how to undo it. */
async function doAndSay(
  ask: () => Promise<Sharing>,
  text: string,
  undo?: () => Promise<Sharing>,
): Promise<void> {
  const fail = (error: unknown): void => notify({ text: wordsOf(error) })
  await ask().then(
    () => notify({ text, ...(undo && { action: { label: 'Undo', run: () => void undo().catch(fail) } }) }),
    fail,
  )
}

export function Moderate({ moderation: { address, canTakeBack }, account, name }: Props) {
  const [isBanning, setBanning] = useState(false)
  const [isTakingBack, setTakingBack] = useState(false)
  const silence = (): void =>
    void doAndSay(
      () => mute(address, account),
      `${name} may not speak here.`,
      () => unmute(address, account),
    )
  const sendOut = (): void =>
    void doAndSay(() => kick(address, account), `${name} is out, and may come back in a minute.`)
  async function keepOut(): Promise<void> {
    await ban(address, account)
    notify({
      text: `${name} may not come in any more. “Share” lists who was sent out.`,
      action: {
        label: 'Undo',
        run: () => void unban(address, account).catch((error: unknown) => notify({ text: wordsOf(error) })),
      },
    })
  }
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`More about ${name}`}>
            <MoreVertical size={17} aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem icon={<MessageCircleOff size={16} aria-hidden="true" />} onClick={silence}>
          Have them be silent
        </MenuItem>
        <MenuItem icon={<DoorOpen size={16} aria-hidden="true" />} onClick={sendOut}>
          Send out for a minute
        </MenuItem>
        <MenuItem icon={<Ban size={16} aria-hidden="true" />} onClick={() => setBanning(true)}>
          Send out for good
        </MenuItem>
        {canTakeBack && (
          <>
            <MenuRule />
            <MenuItem icon={<Undo2 size={16} aria-hidden="true" />} onClick={() => setTakingBack(true)}>
              Take back what they wrote
            </MenuItem>
          </>
        )}
      </Menu>
      <Question
        title={`Send ${name} out for good?`}
        text={`${name} (${account}) cannot come into this world any more, whatever right they have, until you let them in again under “Share”. What they wrote stays.`}
        yes="Send out for good"
        open={isBanning}
        onClose={() => setBanning(false)}
        onYes={keepOut}
      />
      {isTakingBack && (
        <Suspense fallback={null}>
          <TakeBack address={address} account={account} name={name} onClose={() => setTakingBack(false)} />
        </Suspense>
      )}
    </>
  )
}
