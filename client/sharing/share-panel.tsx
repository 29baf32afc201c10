// The rights in this world: owners decide them, others see their own.
import { useEffect } from 'react'
import { atLeast } from '../../shared/world/rights.ts'
import { useMe } from '../session/me.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Trouble } from '../parts/trouble.tsx'
import { useRight, useStanding } from '../world/play/you.ts'
import { CopyLink, CopyPlainLink } from './copy-link.tsx'
import { HandOver } from './hand-over.tsx'
import { Knocks } from './knock-list.tsx'
import { Links } from './secret-links.tsx'
import { LookingBack } from './looking-back.tsx'
import { OpenToMany } from './open-to-many.tsx'
import { People } from './people-with-rights.tsx'
import { SharedGroups } from './shared-groups.tsx'
import { SentOut } from './moderation/sent-out.tsx'
import { AsTemplate } from './as-template.tsx'
import { TakingAlong } from './taking-along.tsx'
import { useSharing } from './frame/use-sharing.ts'
import { WhoWrote } from './moderation/who-wrote.tsx'
import { YOU_CAN } from '../words/right-words.ts'
import { openShare } from './waiting-knocks.ts'
import './share.css'

export default function SharePanel() {
  const { access } = useMe()
  const isOwner = atLeast(useStanding(), 'own')
  return (
    <div className="share-panel">
      {access === 'open' ? <OpenNode /> : isOwner ? <Deciding /> : <WhatIMay />}
    </div>
  )
}

function OpenNode() {
  const { replica } = useWorld()
  return (
    <>
      <CopyPlainLink
        address={replica.address}
        gives="Anyone who opens it gives a name, comes in, and can do everything here."
      />
      <p className="share-text">
        This node is open: anyone who can reach it can do everything in this world, and in every other world
        here.
      </p>
      <AsTemplate address={replica.address} />
      <p className="share-note">
        To be able to decide who can do what, ask the person who runs the node to start it without{' '}
        <code>--access open</code>. The worlds already here will then belong to its first account.
      </p>
    </>
  )
}

function WhatIMay() {
  const { replica } = useWorld()
  const right = useRight()
  return (
    <>
      <CopyPlainLink address={replica.address} />
      <p className="share-text">
        {YOU_CAN[right]} The owner has given you access: by name, with a link, or as one of a group.
      </p>
    </>
  )
}

function Deciding() {
  const { replica } = useWorld()
  const { person } = useMe()
  const { now, trouble, change } = useSharing(replica.address)
  const { address } = replica
  useEffect(() => {
    openShare.set(address)
    return () => openShare.set(null)
  }, [address])
  return (
    <>
      <Trouble text={trouble} />
      {now !== null && (
        <>
          <CopyLink address={address} sharing={now} change={change} />
          <Knocks address={address} sharing={now} change={change} />
          <People address={address} sharing={now} change={change} />
          <SharedGroups address={address} sharing={now} change={change} />
          <OpenToMany address={address} sharing={now} change={change} />
          <LookingBack address={address} />
          <Links address={address} sharing={now} change={change} />
          <TakingAlong address={address} />
          <AsTemplate address={address} />
          <SentOut address={address} sharing={now} change={change} />
          <WhoWrote address={address} />
          {(now.owner === null || now.owner.account === person.account) && (
            <HandOver address={address} sharing={now} change={change} />
          )}
        </>
      )}
    </>
  )
}
