// A visitor who has not said who they are goes on to a world that is open to everybody, and is asked at any
// other: before anything of it is opened or kept here.
import { useEffect, useState, type ReactNode } from 'react'
import { ANONYMOUS, type Address } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { useMeHandle } from '../../session/me.ts'
import { useRoute } from '../../navigation/route.ts'
import { databaseNames, tellsNames } from '../../replica/storage/database.ts'
import { databasesOf } from '../../replica/storage/device.ts'
import { systemClock } from '../../device/system-clock.ts'
import { fetchMyRight } from '../../api/sharing-api.ts'
import DoorScreen from './sign-in-screens.tsx'

interface ReaderGateProps {
  readonly address: Address
  /** The world. */
  readonly children: ReactNode
}

export default function ReaderGate({ address, children }: ReaderGateProps) {
  const handle = useMeHandle()
  const { me } = handle
  const route = useRoute()
  const [mayLook, setMayLook] = useState<boolean | null>(null)
  useEffect(() => {
    let isWanted = true
    void askWhether(address).then((may) => isWanted && setMayLook(may))
    return () => {
      isWanted = false
    }
  }, [address])
  if (mayLook === true) return children
  return mayLook === false && me.state === 'nobody' && <DoorScreen me={me} handle={handle} route={route} />
}

/** Whether it is open to everybody, or may be here from when it was. */
async function askWhether(address: Address): Promise<boolean> {
  const answer = await fetchMyRight(address).catch(() => null)
  if (answer === null || atLeast(answer.right, 'see')) return true
  // Asking the disk what is on it would leave something there.
  if (!tellsNames(indexedDB)) return true
  const names = await databaseNames(indexedDB, systemClock)
  return names?.some((name) => databasesOf(ANONYMOUS).includes(name)) ?? false
}
