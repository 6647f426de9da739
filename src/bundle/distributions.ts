/** What differs between distributions for a bundle: the one table of it. */

export interface Distribution {
  name: DistributionName;
  /** Suite in the main archive and in the security archive. */
  suite: string;
  securitySuite: string;
}

export const DISTRIBUTION_NAMES = ['debian-13', 'debian-12'] as const;
export type DistributionName = (typeof DISTRIBUTION_NAMES)[number];

export const DISTRIBUTIONS: Readonly<Record<DistributionName, Distribution>> = {
  'debian-13': { name: 'debian-13', suite: 'trixie', securitySuite: 'trixie-security' },
  'debian-12': { name: 'debian-12', suite: 'bookworm', securitySuite: 'bookworm-security' },
};
