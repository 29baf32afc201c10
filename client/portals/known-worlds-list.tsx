// The worlds that one knows, here and elsewhere, to choose from where the address of one is asked for.
// Fetched on demand.
import { useEffect, useState } from 'react'
import { fetchDestinations, type PortalDestination } from './portal-destinations.ts'

export default function KnownWorlds({ id }: { readonly id: string }) {
  const [worlds, setWorlds] = useState<readonly PortalDestination[]>([])
  useEffect(() => {
    let isWanted = true
    fetchDestinations().then(
      (known) => isWanted && setWorlds(known),
      // A person who cannot choose can still type.
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [])
  return (
    <datalist id={id}>
      {worlds.map(({ address, title }) => (
        <option key={address} value={address}>
          {title}
        </option>
      ))}
    </datalist>
  )
}
