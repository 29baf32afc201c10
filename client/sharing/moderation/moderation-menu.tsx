// The owner's actions about somebody who is here: mute them, send them out, keep them out, take back their
// writing.
import { Ban, DoorOpen, MessageCircleOff, MoreVertical, Undo2 } from 'lucide-react'
import { useRef } from 'react'
import type { Sharing } from '../../../shared/wire/api/sharing-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { IconButton } from '../../parts/button.tsx'
import { Menu, MenuItem, MenuRule } from '../../parts/menu.tsx'
import { askTakingBack } from '../../world/taking-back.ts'
import { askModeration } from './moderation-question.ts'
import { kick, mute, unmute } from '../../api/sharing-api.ts'
import type { Moderation } from './use-moderation.ts'

interface ModerationMenuProps {
  readonly moderation: Moderation
  readonly account: string
  readonly name: string
  /** Something is asked elsewhere now. */
  readonly onGone: () => void
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

export function Moderate({
  moderation: { address, canTakeBack, isMuted, refresh },
  account,
  name,
  onGone,
}: ModerationMenuProps) {
  const more = useRef<HTMLButtonElement>(null)
  function askToKeepOut(): void {
    onGone()
    askModeration({ account, name })
  }
  function askToTakeBack(): void {
    onGone()
    askTakingBack({ of: 'writer', account, name })
  }
  const letSpeak = (): Promise<Sharing> => unmute(address, account).finally(refresh)
  const silence = (): void =>
    void doAndSay(
      () => mute(address, account).finally(refresh),
      `${name} can no longer speak here.`,
      letSpeak,
    )
  const allow = (): void => void doAndSay(letSpeak, `${name} can speak here again.`)
  const sendOut = (): void =>
    void doAndSay(() => kick(address, account), `${name} was sent out, and can come back in a minute.`)
  return (
    <>
      {isMuted(account) && (
        <IconButton
          label={`Unmute ${name}`}
          onClick={() => {
            // This button goes away.
            more.current?.focus()
            allow()
          }}
        >
          <MessageCircleOff size={17} aria-hidden="true" />
        </IconButton>
      )}
      <Menu
        trigger={
          <IconButton label={`More about ${name}`} ref={more}>
            <MoreVertical size={17} aria-hidden="true" />
          </IconButton>
        }
      >
        {!isMuted(account) && (
          <MenuItem icon={<MessageCircleOff size={16} aria-hidden="true" />} onClick={silence}>
            Mute
          </MenuItem>
        )}
        <MenuItem icon={<DoorOpen size={16} aria-hidden="true" />} onClick={sendOut}>
          Send out for a minute
        </MenuItem>
        <MenuItem icon={<Ban size={16} aria-hidden="true" />} onClick={askToKeepOut}>
          Send out for good
        </MenuItem>
        {canTakeBack && (
          <>
            <MenuRule />
            <MenuItem icon={<Undo2 size={16} aria-hidden="true" />} onClick={askToTakeBack}>
              Take back what they wrote
            </MenuItem>
          </>
        )}
      </Menu>
    </>
  )
}
