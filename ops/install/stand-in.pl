#!/usr/bin/perl
# Stands in for Circle, Slack and a mail server where install.md is tried without any: one invented member, and whatever
# is posted or mailed is taken and told on the standard output. Nothing but the Perl that each Debian has.
#
#   perl stand-in.pl HTTP-PORT SMTP-PORT CIRCLE-TOKEN
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my ($httpPort, $smtpPort, $token) = @ARGV;
die "expected two ports and a token\n" unless defined $token;
$| = 1;
$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'IGNORE';

my $member = '{"id":%d,"user_id":52568286,"community_id":393781,"public_uid":"f03d9f07","email":"ada@example.org",'
  . '"name":"Ada Lovelace","first_name":"Ada","last_name":"Lovelace","headline":"Analyst","avatar_url":null,'
  . '"profile_url":"https://example.circle.so/u/f03d9f07","created_at":"2026-01-22T14:54:18.943Z",'
  . '"updated_at":"2026-01-22T14:55:35.714Z","profile_confirmed_at":"2026-01-22T14:55:30.000Z",'
  . '"accepted_invitation":"2026-01-22 14:54:18 UTC","active":true,"sso_provider_user_id":null,'
  . '"flattened_profile_fields":{"bio":"Writes notes","location":"London","website":"https://ada.example.org"},'
  . '"profile_fields":[],"activity_score":{}}';
my $fields = join ',',
  map { "{\"key\":\"$$_[0]\",\"field_type\":\"$$_[1]\",\"label\":\"$$_[0]\"}" }
  ['bio', 'textarea'], ['location', 'location'], ['website', 'link'], ['instagram_url', 'link'], ['linkedin_url', 'link'];

sub circle {
  my ($path, $shown) = @_;
  return (401, '{"success":false,"message":"The API token is invalid.","error_details":{}}')
    unless $shown =~ /^(?:Bearer|Token) \Q$token\E$/;
  return (200, '{"id":393781,"name":"Example"}') if $path eq '/community';
  return (200, "{\"page\":1,\"per_page\":100,\"has_next_page\":false,\"records\":[$fields]}") if $path =~ m{^/profile_fields};
  return (200, sprintf $member, $1) if $path =~ m{^/community_members/(\d+)$};
  return (404, '{"success":false,"message":"Oops! Missing record. Please try again later."}');
}

sub http {
  my ($client) = @_;
  my ($method, $path) = (<$client> // '') =~ m{^(\S+) (\S+)} or return;
  my ($length, $shown) = (0, '');
  while (defined(my $line = <$client>)) {
    $line =~ s/\r?\n$//;
    last if $line eq '';
    $length = $1 if $line =~ /^content-length:\s*(\d+)/i;
    $shown = $1 if $line =~ /^authorization:\s*(.+)/i;
  }
  my $body = '';
  read $client, $body, $length;
  my ($status, $answer) =
      $path =~ s{^/api/admin/v2}{} ? circle($path, $shown)
    : $body =~ /"text"|"blocks"/ ? (200, 'ok')
    : (400, 'no_text');
  print "$method $path $status", ($status == 200 && $method eq 'POST' ? " $body" : ''), "\n";
  my $type = $answer =~ /^\{/ ? 'application/json' : 'text/plain';
  print $client "HTTP/1.1 $status .\r\nContent-Type: $type\r\nContent-Length: ", length $answer,
    "\r\nConnection: close\r\n\r\n$answer";
}

sub smtp {
  my ($client) = @_;
  print $client "220 stand-in\r\n";
  while (defined(my $line = <$client>)) {
    if ($line =~ /^DATA/i) {
      print $client "354 go on\r\n";
      while (defined($line = <$client>)) {
        last if $line =~ /^\.\r?\n$/;
        print "mail: $line" if $line =~ /^(?:To|Subject):/;
      }
    }
    if ($line =~ /^QUIT/i) {
      print $client "221 bye\r\n";
      return;
    }
    print $client "250 ok\r\n";
  }
}

sub listening {
  return IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $_[0], Listen => 20, ReuseAddr => 1)
    // die "port $_[0]: $@\n";
}

my ($http, $smtp) = (listening($httpPort), listening($smtpPort));
my $both = IO::Select->new($http, $smtp);
while (my @ready = $both->can_read) {
  for my $socket (@ready) {
    my $client = $socket->accept or next;
    next if fork;
    $client->autoflush(1);
    $socket == $http ? http($client) : smtp($client);
    exit;
  }
}
