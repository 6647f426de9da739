/** Where a host says of itself that it is in maintenance. */
export const MAINTENANCE_PATH = '/var/lib/barque/maintenance';
