/** Words that the programs know, to tell those that are misspelt: HAProxy's manual to 3.2, keepalived.conf(5) to 2.3. */
import { SECTION_KINDS } from '../formats/haproxy/model.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** First words of lines in defaults, frontend, backend and listen (manual, 4.1), and sections, which begin lines, too. */
export const PROXY_WORDS: readonly string[] = [
  ...SECTION_KINDS,
  ...words(`
    acl backlog balance bind bind-process capture clitcpka-cnt clitcpka-idle clitcpka-intvl clitimeout compression
    contimeout cookie declare default-server default_backend description disabled dispatch email-alert enabled errorfile
    errorfiles errorloc errorloc302 errorloc303 error-log-format external-check filter force-be-switch force-persist
    fullconn grace guid hash-balance-factor hash-preserve-affinity hash-type http-after-response http-check http-error
    http-request http-response http-reuse http-send-name-header id ignore-persist load-server-state-from-file log
    log-format log-format-sd log-steps log-tag max-keep-alive-queue max-session-srv-conns maxconn mode monitor monitor-net
    monitor-uri no option persist quic-initial rate-limit redirect retries retry-on server server-state-file-name
    server-template source srvtcpka-cnt srvtcpka-idle srvtcpka-intvl srvtimeout stats stick stick-table tcp-check
    tcp-request tcp-response timeout transparent unique-id-format unique-id-header use-fcgi-app use-server use_backend
    default`),
];

/** After `option` (manual, 4.2). */
export const OPTION_WORDS: readonly string[] = words(`
  abortonclose accept-invalid-http-request accept-invalid-http-response accept-unsafe-violations-in-http-request
  accept-unsafe-violations-in-http-response allbackups assume-rfc6587-ntf checkcache clitcpka contstats
  disable-h2-upgrade dontlog-normal dontlognull dontparselog external-check forwardfor forwarded
  h1-case-adjust-bogus-client h1-case-adjust-bogus-server host-check-method http-buffer-request
  http-drop-request-trailers http-drop-response-trailers http-ignore-probes http-keep-alive http-no-delay
  http-pretend-keepalive http-restrict-req-hdr-names http-server-close http-tunnel http-use-htx http-use-proxy-header
  httpchk httpclose httplog httpslog idle-close-on-response independant-streams independent-streams ldap-check
  log-health-checks log-separate-errors logasap mysql-check nolinger originalto persist pgsql-check prefer-last-server
  redispatch redis-check smtpchk socket-stats splice-auto splice-request splice-response spop-check srvtcpka
  ssl-hello-chk tcp-check tcp-smart-accept tcp-smart-connect tcpka tcplog transparent use-small-buffers
  forceclose httpchk-send`);

/** After `timeout` (manual, 4.2). */
export const TIMEOUT_WORDS: readonly string[] = words(`
  check client client-fin client-hs clitimeout connect con contimeout http-keep-alive http-request queue server
  server-fin srvtimeout tarpit tunnel`);

/** On server and default-server lines, alone (manual, 5.2). */
export const SERVER_FLAGS: readonly string[] = words(`
  agent-check allow-0rtt backup check check-pool-conn-name check-reuse-pool check-send-proxy check-ssl check-via-socks4
  disabled enabled force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 no-agent-check no-backup no-check
  no-check-reuse-pool no-check-send-proxy no-check-ssl no-renegotiate no-send-proxy no-send-proxy-v2
  no-send-proxy-v2-ssl no-send-proxy-v2-ssl-cn no-ssl no-ssl-reuse no-sslv3 no-strict-sni no-tfo no-tls-tickets no-tlsv10
  no-tlsv11 no-tlsv12 no-tlsv13 non-stick renegotiate send-proxy send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn
  ssl ssl-reuse stick tfo tls-tickets usesrc strict-maxconn`);

/** The same, followed by a value. */
export const SERVER_VALUES: readonly string[] = words(`
  addr agent-addr agent-inter agent-port agent-send alpn ca-file cc check-alpn check-proto check-sni ciphers ciphersuites
  client-sigalgs cookie crl-file crt curves downinter error-limit fall fastinter guid hash-key id idle-ping init-addr
  init-state inter interface ktls log-bufsize log-proto max-reuse maxconn maxqueue minconn namespace npn observe on-error
  on-marked-down on-marked-up path-mtu pool-conn-name pool-low-conn pool-max-conn pool-purge-delay port proto
  proxy-v2-options quic-cc-algo redir resolve-net resolve-opts resolve-prefer resolvers rise set-proxy-v2-tlv-fmt shard
  sigalgs slowstart sni sni-auto check-sni-auto socks4 source ssl-max-ver ssl-min-ver tcp-md5sig tcp-ut track tls-tickets
  verify verifyhost weight ws`);

/** First words of Keepalived's lines, by the block in which they stand; at the top, the blocks themselves. */
export const KEEPALIVED_WORDS: Readonly<
  Record<'' | 'vrrp_instance' | 'vrrp_script' | 'vrrp_track_process' | 'global_defs', readonly string[]>
> = {
  '': words(`
    bfd_instance child_wait_time garp_group global_defs include includea includeb includem includer includew instance
    interface_up_down_delays linkbeat_interfaces linkbeat_use_polling namespace_with_ipsets net_namespace
    net_namespace_ipvs nftables random_seed smtp_alert ssl_client static_ipaddress static_routes static_rules SSL
    track_file track_group use_pid_dir use_symlink_paths virtual_server virtual_server_group vrrp_instance vrrp_script
    vrrp_sync_group vrrp_track_file vrrp_track_process`),
  global_defs: words(`
    bfd_cpu_affinity bfd_no_swap bfd_priority bfd_process_name bfd_rlimit_rttime bfd_rt_priority checker_cpu_affinity
    checker_log_all_failures checker_no_swap checker_priority checker_process_name checker_rlimit_rttime
    checker_rt_priority config_save_dir data_use_instance dbus_no_interface_name dbus_service_name default_interface
    disable_local_igmp dump_keywords dynamic_interfaces enable_dbus enable_script_security enable_sni
    enable_snmp_checker enable_snmp_keepalived enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3 enable_snmp_vrrp
    enable_traps fifo_write_vrrp_states_on_reload include_check instance iproute_etc_dir iproute_usr_dir
    json_version linkbeat_use_polling log_unknown_vrids lvs_flush lvs_flush_on_stop lvs_flush_onstop
    lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs
    lvs_netlink_monitor_rcv_bufs_force lvs_notify_fifo lvs_notify_fifo_script lvs_sync_daemon lvs_timeouts
    max_auto_priority min_auto_priority_delay net_namespace nftables nftables_counters nftables_ifindex nftables_ipvs
    nftables_ipvs_priority nftables_ipvs_start_fwmark nftables_priority no_checker_emails no_email_faults
    notification_email notification_email_from notify_fifo notify_fifo_script process_monitor_rcv_bufs
    process_monitor_rcv_bufs_force process_name process_names random_seed reload_check_config reload_file reload_repeat
    reload_time_file router_id rs_init_notifies script_user shutdown_script shutdown_script_timeout smtp_alert
    smtp_alert_checker smtp_alert_vrrp smtp_connect_timeout smtp_helo_name smtp_server snmp_socket startup_script
    startup_script_timeout state_dump_file stats_file thread_timer_expired tmp_config_directory umask use_pid_dir
    vmac_addr_prefix vmac_prefix vrrp_check_unicast_src vrrp_cpu_affinity vrrp_down_timer_adverts vrrp_garp_extra_if
    vrrp_garp_interval vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat vrrp_garp_master_delay
    vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat vrrp_garp_master_repeat vrrp_gna_interval
    vrrp_higher_prio_send_advert vrrp_ipsets vrrp_iptables vrrp_lower_prio_no_advert vrrp_mcast_group4
    vrrp_mcast_group6 vrrp_min_garp vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force
    vrrp_netlink_monitor_rcv_bufs vrrp_netlink_monitor_rcv_bufs_force vrrp_no_swap vrrp_notify_fifo
    vrrp_notify_fifo_script vrrp_notify_priority_changes vrrp_owner_ignore_adverts vrrp_priority vrrp_process_name
    vrrp_rlimit_rttime vrrp_rt_priority vrrp_rx_bufs_multiplier vrrp_rx_bufs_policy vrrp_skip_check_adv_addr
    vrrp_startup_delay vrrp_delay_after_boot vrrp_strict vrrp_version`),
  vrrp_instance: words(`
    accept advert_int auth_hmac authentication check_unicast_src debug dont_track_primary down_timer_adverts garp_extra_if
    garp_lower_prio_delay garp_lower_prio_repeat garp_master_delay garp_master_refresh garp_master_refresh_repeat
    garp_master_repeat higher_prio_send_advert interface kernel_rx_buf_size linkbeat_use_polling lower_prio_no_advert
    lvs_sync_daemon_interface mcast_dst_ip mcast_src_ip native_ipv6 no_accept nopreempt notify notify_backup
    notify_deleted notify_fault notify_master notify_master_rx_lower_pri notify_priority_changes notify_stop
    old_unicast_checksum owner_ignore_adverts preempt preempt_delay priority promote_secondaries skip_check_adv_addr
    smtp_alert state strict_mode thread_timer_expired timer_expired_backup track_bfd track_file track_interface
    track_process track_script track_src_ip unicast_fault_no_peer unicast_peer unicast_src_ip unicast_ttl use_ipvlan
    use_vmac use_vmac_addr version virtual_ipaddress virtual_ipaddress_excluded virtual_router_id virtual_routes
    virtual_rules vmac_xmit_base vrf vrrp_garp_extra_if`),
  vrrp_script: words('fall init_fail interval rise script timeout user weight'),
  vrrp_track_process: words(
    'delay fork_delay full_command param_match process quorum quorum_max terminate_delay weight',
  ),
};
